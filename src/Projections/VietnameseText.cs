using System.Buffers;
using System.Globalization;
using System.Text;

namespace PhongTrao.Projections;

/// <summary>
/// Vietnamese text for searching. Two forms of a word are kept: folded, which any way of typing meets (no marks, đ = d), and
/// exact, which keeps ă â đ ê ô ơ ư and puts the tone last, so that "hoà" and "hòa" are one word and "hoa" another.
/// </summary>
public static class VietnameseText
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <summary>Words without marks, lower case, one space between: "Nguyễn Văn Định" → "nguyen van dinh".</summary>
    public static string Fold(string text) => string.Join(' ', Words(text, Folded));

    /// <summary>Words with their marks, the tone as a digit behind: "Hoà" and "Hòa" → "hoa2".</summary>
    public static string Exact(string text) => string.Join(' ', Words(text, ExactForm));

    /// <summary>Each word of the text in both forms.</summary>
    public static IReadOnlyList<(string Folded, string Exact)> Split(string text) =>
        [.. Words(text, word => word).Select(word => (Folded(word), ExactForm(word)))];

    /// <summary>What is looked for: at most twelve words of what was typed; "số 36" asks for 36.</summary>
    public static IReadOnlyList<(string Folded, string Exact)> Asked(string text)
    {
        var words = Split(text);
        return [.. (words is [("so", _), var (second, _), ..] && char.IsAsciiDigit(second[0]) ? words.Skip(1) : words).Take(12)];
    }

    /// <summary>
    /// The other spelling where i and y are free (Lý and Lí, Kỹ and Kĩ): a syllable whose only vowel is a final i or y. Null
    /// where there is none: "thuy" and "thui" are different syllables.
    /// </summary>
    public static string? OtherSpelling(string folded)
    {
        if (folded.Length < 2 || folded[^1] is not ('i' or 'y'))
        {
            return null;
        }

        var before = folded.AsSpan(0, folded.Length - 1);
        var isQu = before is "qu";
        if (!isQu && before.IndexOfAny(Vowels) >= 0)
        {
            return null;
        }

        return string.Concat(before, folded[^1] == 'i' ? "y" : "i");
    }

    private static IEnumerable<string> Words(string text, Func<string, string> form)
    {
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c) || (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark && word.Length > 0))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                yield return form(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return form(word.ToString());
        }
    }

    // The word comes decomposed and in lower case. 'đ' has no decomposition.
    private static string Folded(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c == 'đ' ? 'd' : c);
            }
        }

        return folded.ToString();
    }

    private static string ExactForm(string word)
    {
        var exact = new StringBuilder(word.Length);
        var tone = '\0';
        foreach (var c in word)
        {
            switch (c)
            {
                case '\u0301':
                    tone = '1'; // sắc
                    break;
                case '\u0300':
                    tone = '2'; // huyền
                    break;
                case '\u0309':
                    tone = '3'; // hỏi
                    break;
                case '\u0303':
                    tone = '4'; // ngã
                    break;
                case '\u0323':
                    tone = '5'; // nặng
                    break;
                default:
                    exact.Append(c);
                    break;
            }
        }

        if (tone != '\0')
        {
            exact.Append(tone);
        }

        return exact.ToString().Normalize(NormalizationForm.FormC);
    }
}

using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace PhongTrao.Host.ListsIn;

/// <summary>With which letters a text was typed.</summary>
public enum Letters
{
    Unicode,

    /// <summary>TCVN3 (ABC): one sign for a letter with its marks, fonts named .Vn….</summary>
    Tcvn3,

    /// <summary>VNI: a letter and behind it a sign for its marks, fonts named VNI-….</summary>
    Vni,
}

/// <summary>
/// Vietnamese typed with the fonts used before Unicode: stored, it reads "NguyÔn V¨n H­ng" (TCVN3) or "Nguyeãn Vaên Höng" (VNI).
/// Which it is, is told by what words it gives: a syllable is a beginning, one of about 160 rhymes and at most one tone.
/// </summary>
public static class OldLetters
{
    private const string Tones = "\u0300\u0301\u0303\u0309\u0323";

    private static readonly string[] Beginnings =
    [
        "ngh",
        "ch",
        "gh",
        "gi",
        "kh",
        "ng",
        "nh",
        "ph",
        "qu",
        "th",
        "tr",
        "b",
        "c",
        "d",
        "đ",
        "g",
        "h",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "x",
        "",
    ];

    private static readonly FrozenSet<string> Rhymes = (
        "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
        + "ê êch êm ên ênh êp êt êu êng i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh "
        + "oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om on ong ooc oong op ot oc ô ôc ôi ôm ôn ông ôp ôt "
        + "ơ ơc ơi ơm ơn ơng ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uy uya uych uyn uynh uyp uyt uyu "
        + "uyên uyêt uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
        + "y yn ynh yt yêm yên yêng yêt yêu"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<char, char> Tcvn3 = Pairs(
        "µà¸á¶ả·ã¹ạ¨ă»ằ¾ắ¼ẳ½ẵÆặ©âÇầÊấÈẩÉẫËậ®đÌèÐéÎẻÏẽÑẹªêÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọ«ôåồèốæổçỗéộ¬ơêờíớëởìỡîợïùóúñủòũôụ\u00ADưõừøứöử÷ữùựúỳýýûỷüỹþỵ"
            + "¡Ă¢Â§Đ£Ê¤Ô¥Ơ¦Ư"
    );

    private static readonly FrozenDictionary<char, char> VniAlone = Pairs("ñđííììæỉóĩòịîỵôơöư");

    private static readonly FrozenDictionary<(char, char), char> VniPairs = new (char Letter, string Pairs)[]
    {
        ('a', "ùáøàûảõãïạêăéắèằúẳüẵëặââáấàầåẩãẫäậ"),
        ('e', "ùéøèûẻõẽïẹâêáếàềåểãễäệ"),
        ('o', "ùóøòûỏõõïọâôáốàồåổãỗäộ"),
        ('u', "ùúøùûủõũïụ"),
        ('y', "ùýøỳûỷõỹ"),
        ('ô', "ùớøờûởõỡïợ"),
        ('ö', "ùứøừûửõữïự"),
    }
        .SelectMany(row => row.Pairs.Chunk(2).Select(pair => KeyValuePair.Create((row.Letter, pair[0]), pair[1])))
        .ToFrozenDictionary();

    /// <summary>Letters of Latin-1 that no Vietnamese word holds: where they stand, the text is no Unicode Vietnamese.</summary>
    private static readonly SearchValues<char> NeverVietnamese = SearchValues.Create("ßäåæçëîïñöøûüþÄÅÆÇËÎÏÐÑÖØÛÜÞªµ");

    /// <summary>The letters of one text.</summary>
    /// <param name="text">A cell.</param>
    /// <param name="rest">The letters in which most of the file is typed.</param>
    /// <returns>The letters; null: it is typed in old letters, and nobody can say for sure in which.</returns>
    public static Letters? Of(string text, Letters rest = Letters.Unicode)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u00A1', '\u00FF') || text.Any(c => c > '\u00FF' && (char.IsLetter(c) || IsMark(c))))
        {
            return Letters.Unicode;
        }

        var words = Words(text).Where(word => word.AsSpan().ContainsAnyInRange('\u00A1', '\u00FF')).ToList();
        int Valid(Letters letters) => words.Count(word => IsSyllable(Convert(word, letters)));
        var (unicode, tcvn3, vni) = (Valid(Letters.Unicode), Valid(Letters.Tcvn3), Valid(Letters.Vni));
        if (unicode == words.Count)
        {
            // "Bé" is a name and, in TCVN3, "Bộ": the rest of the file says which.
            return rest is Letters.Unicode || Valid(rest) < words.Count ? Letters.Unicode : rest;
        }

        var (best, good, other) = tcvn3 >= vni ? (Letters.Tcvn3, tcvn3, vni) : (Letters.Vni, vni, tcvn3);
        if (good > unicode && good > other && (good == words.Count || good * 5 >= words.Count * (best == rest ? 3 : 4)))
        {
            return best;
        }

        if (good > unicode && good == other && rest is not Letters.Unicode)
        {
            return rest;
        }

        return text.AsSpan().ContainsAny(NeverVietnamese) ? null : Letters.Unicode;
    }

    /// <summary>
    /// The text in Unicode (NFC). The old fonts had few capital letters with marks: a word all in capitals stays so, and a text begins with
    /// one.
    /// </summary>
    public static string Convert(string text, Letters from)
    {
        if (from is Letters.Unicode)
        {
            return text;
        }

        var converted = new StringBuilder(text.Length);
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || IsBetweenWords(text[i]))
            {
                AppendWord(converted, text.AsSpan(start, i - start), from);
                if (i < text.Length)
                {
                    converted.Append(text[i]);
                }

                start = i + 1;
            }
        }

        if (converted.Length > 0)
        {
            converted[0] = char.ToUpperInvariant(converted[0]);
        }

        return converted.ToString();
    }

    /// <summary>Share of the words with marks that are Vietnamese syllables, 0–1; 1 where there are none.</summary>
    internal static double Sense(string text, Letters letters)
    {
        var words = Words(text).Where(word => word.Any(c => c > '\u007F')).ToList();
        return words.Count == 0 ? 1 : words.Count(word => IsSyllable(Convert(word, letters))) / (double)words.Count;
    }

    private static void AppendWord(StringBuilder to, ReadOnlySpan<char> word, Letters from)
    {
        var begin = to.Length;
        for (var i = 0; i < word.Length; i++)
        {
            if (from is Letters.Tcvn3)
            {
                to.Append(Tcvn3.GetValueOrDefault(word[i], word[i]));
                continue;
            }

            var lower = char.ToLowerInvariant(word[i]);
            if (i + 1 < word.Length && VniPairs.TryGetValue((lower, char.ToLowerInvariant(word[i + 1])), out var letter))
            {
                to.Append(lower == word[i] ? letter : char.ToUpperInvariant(letter));
                i++;
            }
            else
            {
                var alone = VniAlone.GetValueOrDefault(lower, lower);
                to.Append(lower == word[i] ? alone : char.ToUpperInvariant(alone));
            }
        }

        var capitals = 0;
        foreach (var c in word)
        {
            capitals += c is >= 'A' and <= 'Z' ? 1 : 0;
        }

        if (capitals > 1 && !word.ContainsAnyInRange('a', 'z'))
        {
            for (var i = begin; i < to.Length; i++)
            {
                to[i] = char.ToUpperInvariant(to[i]);
            }
        }
    }

    private static bool IsSyllable(string word)
    {
        var letters = new StringBuilder();
        var tone = '\0';
        foreach (var c in word.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (!Tones.Contains(c, StringComparison.Ordinal))
            {
                letters.Append(c);
            }
            else if (tone == '\0')
            {
                tone = c;
            }
            else
            {
                return false;
            }
        }

        var plain = letters.ToString().Normalize(NormalizationForm.FormC);
        return Beginnings.Any(beginning =>
            plain.StartsWith(beginning, StringComparison.Ordinal)
            && Rhymes.TryGetValue(plain[beginning.Length..], out var rhyme)
            && (rhyme[^1] is not ('c' or 'p' or 't') && !rhyme.EndsWith("ch", StringComparison.Ordinal) || tone is '\u0301' or '\u0323')
        );
    }

    private static IEnumerable<string> Words(string text) =>
        text.Split([.. text.Where(IsBetweenWords).Distinct()], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Any(char.IsLetter));

    // Signs of Latin-1 may be letters in the old fonts; only blanks and those of ASCII stand between words.
    private static bool IsBetweenWords(char c) =>
        c is <= '\u007F' and not (>= 'a' and <= 'z') and not (>= 'A' and <= 'Z')
        || c == '\u00A0'
        || c > '\u00FF' && !char.IsLetter(c) && !IsMark(c);

    private static bool IsMark(char c) =>
        System.Globalization.CharUnicodeInfo.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;

    private static FrozenDictionary<char, char> Pairs(string pairs) => pairs.Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}

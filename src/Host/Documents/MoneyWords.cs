namespace PhongTrao.Host.Documents;

/// <summary>Amounts as papers on money write them in words.</summary>
public static class MoneyWords
{
    private static readonly string[] Digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    private static readonly string[] Scales = ["", " nghìn", " triệu", " tỷ"];

    /// <summary>"Bảy trăm linh hai nghìn đồng": whole đồng, 0 to 999,999,999,999.</summary>
    public static string Of(long dong)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dong);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dong, 999_999_999_999);
        var parts = new List<string>();
        for (var (scale, divisor) = (3, 1_000_000_000L); scale >= 0; scale--, divisor /= 1000)
        {
            var group = (int)(dong / divisor % 1000);
            if (group > 0)
            {
                parts.Add(Group(group, full: parts.Count > 0) + Scales[scale]);
            }
        }

        var words = (parts.Count == 0 ? Digits[0] : string.Join(' ', parts)) + " đồng";
        return char.ToUpper(words[0], Localization.Vietnam.Culture) + words[1..];
    }

    private static string Group(int number, bool full)
    {
        var (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
        var words = new List<string>();
        if (hundreds > 0 || full)
        {
            words.Add($"{Digits[hundreds]} trăm");
        }

        if (tens == 0 && ones > 0 && words.Count > 0)
        {
            words.Add("linh");
        }
        else if (tens > 0)
        {
            words.Add(tens == 1 ? "mười" : $"{Digits[tens]} mươi");
        }

        if (ones > 0)
        {
            words.Add(
                (tens, ones) switch
                {
                    (> 1, 1) => "mốt",
                    (> 0, 5) => "lăm",
                    _ => Digits[ones],
                }
            );
        }

        return string.Join(' ', words);
    }
}

// Compiled into every project under src/. Whole numbers read the same in the cultures this product runs under, so they may
// stand in an interpolated string; dates and decimals may not (MA0076).
using Meziantou.Analyzer.Annotations;

[assembly: CultureInsensitiveType(typeof(int))]
[assembly: CultureInsensitiveType(typeof(uint))]
[assembly: CultureInsensitiveType(typeof(long))]
[assembly: CultureInsensitiveType(typeof(ulong))]
[assembly: CultureInsensitiveType(typeof(short))]
[assembly: CultureInsensitiveType(typeof(ushort))]
[assembly: CultureInsensitiveType(typeof(byte))]

namespace Meziantou.Analyzer.Annotations
{
    [System.Diagnostics.Conditional("MEZIANTOU_ANALYZER_ANNOTATIONS")]
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    internal sealed class CultureInsensitiveTypeAttribute(Type type) : Attribute
    {
        public Type Type { get; } = type;
    }
}

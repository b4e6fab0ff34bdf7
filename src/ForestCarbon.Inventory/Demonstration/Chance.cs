namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Numbers that look drawn and are computed: the same keys give the same number on every machine and in any order.</summary>
/// <remarks>
/// The finaliser of splitmix64 over the keys. <see cref="System.Random"/> is not used: its sequence is not specified, and a
/// sequence would make a parcel depend on how many were made before it.
/// </remarks>
internal static class Chance
{
    public static ulong Hash(ulong seed, ulong key)
    {
        var z = seed + ((key + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public static ulong Hash(ulong seed, long a, long b) => Hash(Hash(seed, (ulong)a), (ulong)b);

    /// <summary>Uniform in [0, 1).</summary>
    public static double Unit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, 1), for draw number <paramref name="draw"/> of the thing <paramref name="hash"/> stands for.</summary>
    public static double Unit(ulong hash, int draw) => Unit(Hash(hash, (ulong)draw));

    /// <summary>Mean 0, standard deviation 1: the sum of twelve uniforms less six, because it needs no logarithm and so no libm.</summary>
    public static double Normal(ulong hash, int draw)
    {
        var sum = -6.0;
        var state = Hash(hash, (ulong)draw);
        for (var i = 0; i < 12; i++)
            sum += Unit(Hash(state, (ulong)i));
        return sum;
    }
}

namespace ForestCarbon.Ccer.Tests;
public sealed class Probe { [Fact] public void Builds() => Assert.Equal(2, 1 + 1); }

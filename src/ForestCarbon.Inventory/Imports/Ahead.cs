using System.Threading.Channels;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Lets an enumeration run on a thread of its own, some batches ahead of whoever takes from it.</summary>
internal static class Ahead
{
    /// <summary>The same elements in the same order; what the enumeration throws is thrown here.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> source, int batch, int batchesAhead)
    {
        using var stop = new CancellationTokenSource();
        var batches = Channel.CreateBounded<T[]>(new BoundedChannelOptions(batchesAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(async () =>
        {
            try
            {
                foreach (var some in source.Chunk(batch))
                    await batches.Writer.WriteAsync(some, stop.Token);
                batches.Writer.Complete();
            }
            catch (Exception e)
            {
                batches.Writer.Complete(e);
            }
        }, CancellationToken.None);
        try
        {
            while (batches.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                while (batches.Reader.TryRead(out var some))
                    foreach (var one in some)
                        yield return one;
        }
        finally
        {
            stop.Cancel();
            reading.GetAwaiter().GetResult();
        }
    }
}

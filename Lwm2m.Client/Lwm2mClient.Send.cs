// What the application sends by itself, and what becomes of notifications that cannot be sent.

using System;
using System.Runtime.CompilerServices;
using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Model;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    /// <summary>Creates a batch, to which samples are added over time.</summary>
    /// <param name="capacity">The most samples that it keeps; 24 bytes each.</param>
    public SampleBatch CreateBatch(int capacity)
    {
        return new SampleBatch(capacity, this, _clock);
    }

    /// <summary>
    /// Sends the values that some resources have now, though the server has not asked for them
    /// (OMA LwM2M Core 1.1 §6.4.6).
    /// </summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="paths">
    /// Objects, object instances, resources; see <see cref="Lwm2mPath"/>. What the server may not
    /// read is left out.
    /// </param>
    /// <param name="handler">Is told the outcome, inside Poll; may be null.</param>
    /// <returns>Started; anything else is the outcome, and the handler is not called.</returns>
    /// <exception cref="ArgumentException">There is no such server.</exception>
    public SendStatus Send(int serverId, long[] paths, SendHandler handler)
    {
        return Send(serverId, paths, null, handler);
    }

    /// <summary>
    /// Sends the samples of a batch with their times (OMA LwM2M Core 1.1 §6.4.6). What has been
    /// delivered is no longer in the batch; all the rest stays and can be sent again.
    /// </summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="batch">The samples; others can be added meanwhile.</param>
    /// <param name="handler">Is told the outcome, inside Poll; may be null.</param>
    /// <returns>Started; anything else is the outcome, and the handler is not called.</returns>
    /// <exception cref="ArgumentException">There is no such server.</exception>
    public SendStatus Send(int serverId, SampleBatch batch, SendHandler handler)
    {
        return Send(serverId, null, batch, handler);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    private SendStatus Send(int serverId, long[] paths, SampleBatch batch, SendHandler handler)
    {
        SendStatus status = SessionOf(serverId).Send(paths, batch, handler);
        Wake();
        return status;
    }
}

// An account as a bootstrap server hands it out: an instance of Security (object 0) and, but for
// the bootstrap server's own, one of Server (object 1), with the resources that Leshan writes:
// those that are not used have empty values, and the mode for SMS is 3, none.

using System.Text;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Bootstrapping;

/// <summary>An account with an LwM2M server, or with the bootstrap server itself.</summary>
public sealed record BootstrapAccount(string Uri, int ServerId)
{
    private const long PreSharedKey = 0;
    private const long NoSecurity = 3;
    private const long NoSmsSecurity = 3;

    /// <summary>The instance of object 0.</summary>
    public int SecurityInstance { get; init; } = 1;

    /// <summary>The instance of object 1.</summary>
    public int ServerInstance { get; init; }

    /// <summary>The PSK identity; null for no security.</summary>
    public string? Identity { get; init; }

    /// <summary>The key that goes with it.</summary>
    public byte[] Key { get; init; } = [];

    /// <summary>Whether it is that of a bootstrap server, which has no instance of object 1.
    /// </summary>
    public bool IsBootstrapServer { get; init; }

    /// <summary>How long the client waits before it asks for a bootstrap (/0/x/11).</summary>
    public int HoldOffSeconds { get; init; } = 1;

    /// <summary>How long the client keeps a bootstrap account (/0/x/12); 0 means for ever.
    /// </summary>
    public int AccountTimeoutSeconds { get; init; }

    /// <summary>The lifetime of the registration.</summary>
    public int LifetimeSeconds { get; init; } = 300;

    /// <summary>The binding.</summary>
    public string Binding { get; init; } = "U";

    /// <summary>Further resources of either object, or other values for them, by their paths.
    /// </summary>
    public IReadOnlyDictionary<string, ContentValue> Changes { get; init; } =
        new Dictionary<string, ContentValue>();

    /// <summary>The resources of the instance of Security.</summary>
    public IReadOnlyList<SenmlRecord> Security => Records($"/0/{SecurityInstance}",
    [
        (0, Uri),
        (1, IsBootstrapServer),
        (2, Identity is null ? NoSecurity : PreSharedKey),
        (3, Encoding.UTF8.GetBytes(Identity ?? string.Empty)),
        (4, Array.Empty<byte>()),
        (5, Key),
        (6, NoSmsSecurity),
        (7, Array.Empty<byte>()),
        (8, Array.Empty<byte>()),
        (9, string.Empty),
        (10, ServerId),
        (11, HoldOffSeconds),
        (12, AccountTimeoutSeconds),
    ]);

    /// <summary>The resources of the instance of Server.</summary>
    public IReadOnlyList<SenmlRecord> Server => Records($"/1/{ServerInstance}",
        [(0, ServerId), (1, LifetimeSeconds), (6, true), (7, Binding)]);

    /// <summary>The steps that hand out accounts, an instance each, as Leshan does: what was there
    /// is deleted, then come the writes and Finish.</summary>
    public static IReadOnlyList<BootstrapStep> Plan(
        int format, params IReadOnlyList<BootstrapAccount> accounts)
    {
        List<BootstrapStep> steps = [BootstrapStep.Delete("/0"), BootstrapStep.Delete("/1")];
        foreach (BootstrapAccount account in accounts)
        {
            steps.Add(BootstrapStep.Write(
                $"/0/{account.SecurityInstance}", format, account.Security));
        }

        foreach (BootstrapAccount account in accounts.Where(some => !some.IsBootstrapServer))
        {
            steps.Add(BootstrapStep.Write(
                $"/1/{account.ServerInstance}", format, account.Server));
        }

        steps.Add(BootstrapStep.Finish);
        return steps;
    }

    private List<SenmlRecord> Records(string instance, (int Id, ContentValue Value)[] resources)
    {
        List<SenmlRecord> records =
        [
            .. resources.Select(resource => $"{instance}/{resource.Id}")
                .Zip(resources, (path, resource) => new SenmlRecord(
                    path, Changes.GetValueOrDefault(path, resource.Value))),
        ];
        records.AddRange(Changes
            .Where(change => change.Key.StartsWith(instance + "/", StringComparison.Ordinal)
                && !records.Exists(record => record.Path == change.Key))
            .Select(change => new SenmlRecord(change.Key, change.Value)));
        return records;
    }
}

// What the bootstrap server hands out to whom, as a person sets it up while the server runs.

using System.Security.Cryptography;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Bootstrapping;

/// <summary>What is handed out to one device.</summary>
/// <param name="Endpoint">The device; empty for each that has no entry of its own.</param>
/// <param name="Format">The format of the writes; null for the one that the device prefers.</param>
/// <param name="Accounts">The accounts; null stands for one with this server, with the key by
/// which the device has come.</param>
public sealed record BootstrapEntry(
    string Endpoint, int? Format, IReadOnlyList<BootstrapAccount?> Accounts);

/// <summary>Entries by endpoint. Belongs to the thread of the core.</summary>
/// <param name="ownAccount">The account of a device with this server, or null when it has come by
/// a way that leads nowhere.</param>
public sealed class BootstrapBook(Func<BootstrapSession, BootstrapAccount?> ownAccount)
{
    private readonly Dictionary<string, BootstrapEntry> _entries = [];

    /// <summary>Whether a device without an entry gets an account with this server.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The entries.</summary>
    public IReadOnlyCollection<BootstrapEntry> Entries => _entries.Values;

    /// <summary>True when nobody gets anything.</summary>
    public bool IsEmpty => !IsOpen && _entries.Count == 0;

    /// <summary>Adds an entry, or replaces the one for the same endpoint.</summary>
    public void Set(BootstrapEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Remove(entry.Endpoint);
        _entries.Add(entry.Endpoint, entry);
    }

    /// <summary>Removes an entry and wipes its keys; false when there is none.</summary>
    public bool Remove(string endpoint)
    {
        if (!_entries.Remove(endpoint, out BootstrapEntry? entry))
        {
            return false;
        }

        foreach (BootstrapAccount? account in entry.Accounts)
        {
            CryptographicOperations.ZeroMemory(account?.Key);
        }

        return true;
    }

    /// <summary>The plan of a server: the steps for a device, or null.</summary>
    public IReadOnlyList<BootstrapStep>? PlanFor(BootstrapSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (!_entries.TryGetValue(session.Endpoint, out BootstrapEntry? entry)
            && !_entries.TryGetValue(string.Empty, out entry))
        {
            entry = IsOpen ? new BootstrapEntry(session.Endpoint, null, [null]) : null;
        }

        var accounts = new List<BootstrapAccount>();
        foreach (BootstrapAccount? account in entry?.Accounts ?? [])
        {
            if ((account ?? ownAccount(session)) is { } usable)
            {
                accounts.Add(usable with
                {
                    SecurityInstance = accounts.Count + 1,
                    ServerInstance = accounts.Count,
                });
            }
        }

        return accounts.Count == 0
            ? null
            : BootstrapAccount.Plan(
                entry!.Format ?? session.PreferredFormat ?? MediaType.Tlv, accounts);
    }
}

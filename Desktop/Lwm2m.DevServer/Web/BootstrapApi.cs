// What the bootstrap page sets: accounts that are handed out, and keys that this server knows. Keys
// come in and never go out again: not to a page, not to the log.

using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lwm2m.DevServer.Web;

/// <summary>An account as it is typed.</summary>
/// <param name="Uri">The server, or null for this one.</param>
/// <param name="ServerId">The Short Server ID.</param>
/// <param name="Identity">The identity, or null for no security.</param>
/// <param name="Key">The key in hexadecimal.</param>
/// <param name="Lifetime">The lifetime of the registration in seconds.</param>
/// <param name="Binding">The binding.</param>
internal sealed record AccountInput(
    string? Uri = null, int ServerId = 1, string? Identity = null, string? Key = null,
    int Lifetime = 300, string Binding = "U");

/// <summary>What is to be handed out to a device.</summary>
/// <param name="Endpoint">The device; empty for all that have no entry of their own.</param>
/// <param name="Accounts">The accounts.</param>
/// <param name="Format">The name of a format, or null for what the device prefers.</param>
internal sealed record EntryInput(
    string Endpoint, IReadOnlyList<AccountInput> Accounts, string? Format = null);

/// <summary>A key for this server.</summary>
internal sealed record KeyInput(string Identity, string Key);

/// <summary>The routes.</summary>
internal sealed class BootstrapApi(IServerHost host, PageModel model)
{
    private const int MaxAccounts = 8;
    private const int MaxServerId = 65_534;
    private const int MaxEndpointLength = 255;
    private const int MaxUriLength = 255;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/bootstrap", SetAsync);
        routes.MapDelete("/api/bootstrap", RemoveAsync);
        routes.MapPost("/api/keys", SetKeyAsync);
        routes.MapDelete("/api/keys", RemoveKeyAsync);
    }

    private async Task SetAsync(HttpContext context)
    {
        if (await PageJson.ReadAsync<EntryInput>(context) is not { } input)
        {
            return;
        }

        if (!TryParse(input, out BootstrapEntry? entry, out string? error))
        {
            await PageJson.FailAsync(context, StatusCodes.Status400BadRequest, error!);
            return;
        }

        await ChangeAsync(book => book.Set(entry!));
        await PageJson.OkAsync(context, new { });
    }

    private async Task RemoveAsync(HttpContext context)
    {
        PageApi.TryQuery(context, "endpoint", out string? endpoint);
        bool isRemoved = false;
        await ChangeAsync(book => isRemoved = book.Remove(endpoint ?? string.Empty));
        await (isRemoved
            ? PageJson.OkAsync(context, new { })
            : PageJson.FailAsync(context, StatusCodes.Status404NotFound,
                "Nothing is handed out to this device."));
    }

    // The book is the core's, as is the plan: without anything to hand out there is none.
    private Task ChangeAsync(Action<BootstrapBook> change) => host.InvokeAsync(core =>
    {
        change(model.Book);
        core.Bootstrap.Plan = model.Book.IsEmpty ? null : model.Book.PlanFor;
        model.BootstrapChanged();
        return true;
    });

    private async Task SetKeyAsync(HttpContext context)
    {
        if (await PageJson.ReadAsync<KeyInput>(context) is not { } input)
        {
            return;
        }

        string? error = null;
        byte[]? key = host.Keys is null ? null : HexKey.Parse(input.Key.Trim(), out error);
        error = host.Keys is null
            ? "This server runs without security, so it has no keys."
            : error ?? PskStore.Check(input.Identity, key!);
        if (error is not null)
        {
            await PageJson.FailAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        host.Keys!.Add(input.Identity, key!);
        host.Post(_ => model.BootstrapChanged());
        await PageJson.OkAsync(context, new { });
    }

    private async Task RemoveKeyAsync(HttpContext context)
    {
        if (!PageApi.TryQuery(context, "identity", out string? identity)
            || host.Keys?.Remove(identity) is not true)
        {
            await PageJson.FailAsync(context, StatusCodes.Status404NotFound,
                "There is no key for this identity.");
            return;
        }

        host.Post(_ => model.BootstrapChanged());
        await PageJson.OkAsync(context, new { });
    }

    private static bool TryParse(
        EntryInput input, out BootstrapEntry? entry, out string? error)
    {
        entry = null;
        int? format = input.Format is null ? null : MediaType.Parse(input.Format);
        error = input.Endpoint.Length > MaxEndpointLength
                ? $"An endpoint has at most {MaxEndpointLength} characters."
            : input.Accounts.Count is 0 or > MaxAccounts
                ? $"There are 1 to {MaxAccounts} accounts for a device, not "
                    + $"{input.Accounts.Count}."
            : input.Format is not null
                && format is not (MediaType.Tlv or MediaType.SenmlCbor or MediaType.SenmlJson)
                ? $"A bootstrap is not written in '{input.Format}'."
            : null;
        var accounts = new List<BootstrapAccount?>();
        foreach (AccountInput account in error is null ? input.Accounts : [])
        {
            error = Check(account, out byte[] key);
            if (error is null
                && accounts.Exists(other => (other?.ServerId ?? 1) == account.ServerId))
            {
                error = $"Two accounts have the server id {account.ServerId}.";
            }

            if (error is not null)
            {
                return false;
            }

            accounts.Add(account.Uri is null ? null
                : new BootstrapAccount(account.Uri.Trim(), account.ServerId)
                {
                    Identity = account.Identity,
                    Key = key,
                    LifetimeSeconds = account.Lifetime,
                    Binding = account.Binding,
                });
        }

        entry = new BootstrapEntry(input.Endpoint, format, accounts);
        return error is null;
    }

    // What is wrong with an account, in one sentence that does not repeat the key, or null.
    private static string? Check(AccountInput account, out byte[] key)
    {
        key = [];
        if (account.Uri is null)
        {
            return null;
        }

        bool isUri = Uri.TryCreate(account.Uri.Trim(), UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "coap" or "coaps" && uri.Host.Length > 0
            && account.Uri.Length <= MaxUriLength;
        bool isSecure = isUri && uri!.Scheme == "coaps";
        string? error = !isUri
                ? "A server is stated as coaps://host:5684 or coap://host:5683."
            : account.ServerId is < 1 or > MaxServerId
                ? $"A server id is a number from 1 to {MaxServerId}."
            : account.Lifetime < 1 ? "A lifetime is a number of seconds from 1 on."
            : account.Binding is not ("U" or "UQ")
                ? "The binding is U, or UQ for queue mode in LwM2M 1.0."
            : isSecure && string.IsNullOrEmpty(account.Identity)
                ? "A coaps server needs an identity and a key."
            : !isSecure && !string.IsNullOrEmpty(account.Identity)
                ? "A coap server has no use for an identity and a key."
            : null;
        if (error is null && isSecure)
        {
            key = HexKey.Parse((account.Key ?? string.Empty).Trim(), out error) ?? [];
            error ??= PskStore.Check(account.Identity!, key);
        }

        return error;
    }
}

// Who may do what with which instance: asked for every operation of a server. Object 2, Access
// Control, implements it (OMA LwM2M Core 1.1 §7.3).

namespace Lwm2m.Client.Model;

/// <summary>Decides about the operations of a server.</summary>
internal interface IAccessRights
{
    /// <summary>Whether a server may do an operation on an object instance.</summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="objectId">The object.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="operation">One of <see cref="Operations"/>.</param>
    bool IsAllowed(int serverId, int objectId, int instanceId, int operation);
}

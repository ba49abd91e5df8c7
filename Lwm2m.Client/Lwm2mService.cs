// A thread that drives a client on real sockets. A native call would stop every thread of the
// device, so it never waits in one: it sleeps on an event in short slices and looks at the socket
// in between.

using System;
using System.Net.NetworkInformation;
using System.Threading;

namespace Lwm2m.Client;

/// <summary>Drives an <see cref="Lwm2mClient"/> on a thread of its own.</summary>
public sealed class Lwm2mService
{
    private readonly Lwm2mClient _client;
    private readonly AutoResetEvent _workArrived = new AutoResetEvent(false);

    // Null tells the thread to end.
    private Thread _thread;

    /// <summary>Creates the service for a client.</summary>
    public Lwm2mService(Lwm2mClient client)
    {
        _client = client;
        client.WorkArrived = _workArrived;
    }

    /// <summary>
    /// The longest time in milliseconds until a message from a server is seen; 20 by default.
    /// More saves energy, less answers sooner. While the client may sleep (queue mode), the socket
    /// is not looked at: the thread waits until something is due or the application has something.
    /// </summary>
    public int ReceiveIntervalMs { get; set; } = 20;

    /// <summary>
    /// Called with an exception that one of the application's callbacks has thrown; the service
    /// goes on. Without it such an exception ends the service's thread.
    /// </summary>
    public ServiceFailureHandler Failed { get; set; }

    /// <summary>
    /// Starts the thread and the registration. From now on the client also learns when the
    /// network comes back or gives the device another address.
    /// </summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public void Start()
    {
        if (_thread != null)
        {
            throw new InvalidOperationException();
        }

        NetworkChange.NetworkAddressChanged += OnAddressChanged;
        NetworkChange.NetworkAvailabilityChanged += OnAvailabilityChanged;
        _client.Start();
        _thread = new Thread(Run);
        _thread.Start();
    }

    /// <summary>Deregisters and ends the thread.</summary>
    /// <param name="timeoutMs">
    /// How long the servers have to answer; after that the thread ends without them. 0 to tell
    /// them nothing, as a restart does.
    /// </param>
    /// <returns>Whether every server has answered, or none had to.</returns>
    public bool Stop(int timeoutMs)
    {
        if (_thread == null)
        {
            return true;
        }

        Lwm2mClient client = _client;
        if (timeoutMs > 0)
        {
            client.Stop();
        }

        for (int waitedMs = 0; waitedMs < timeoutMs && !client.IsStopped;)
        {
            Thread.Sleep(ReceiveIntervalMs);
            waitedMs += ReceiveIntervalMs;
        }

        NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        NetworkChange.NetworkAvailabilityChanged -= OnAvailabilityChanged;
        Thread thread = _thread;
        _thread = null;
        _workArrived.Set();
        thread.Join();
        return client.IsStopped;
    }

    private void OnAddressChanged(object sender, EventArgs e)
    {
        _client.NetworkChanged();
    }

    private void OnAvailabilityChanged(object sender, NetworkAvailabilityEventArgs e)
    {
        if (e.IsAvailable)
        {
            _client.NetworkChanged();
        }
    }

    private void Run()
    {
        while (_thread != null)
        {
            int waitMs = ReceiveIntervalMs;
            try
            {
                int idleMs = _client.Poll();
                waitMs = idleMs < waitMs || _client.MaySleep ? idleMs : waitMs;
            }
            catch (Exception e)
            {
                if (Failed == null)
                {
                    throw;
                }

                Failed(e);
            }

            if (waitMs > 0)
            {
                _workArrived.WaitOne(waitMs, false);
            }
        }
    }
}

/// <summary>Tells about an exception that a callback of the application has thrown.</summary>
public delegate void ServiceFailureHandler(Exception exception);

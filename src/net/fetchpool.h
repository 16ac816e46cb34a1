// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/clock.h"
#include "net/fetch.h"

#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace net {

//! The settings of all requests of a process; the names are those of the workspace settings (net.*).
struct FetchSettings
{
    QStringList allow;      //!< networks, hosts or host:port that may be reached though forbidden by default
    QString proxy;          //!< "http://host:port" or empty
    QString caFile;         //!< PEM with further certificate authorities, or empty
    int perHost = 4;        //!< requests in flight per host
    double ratePerHost = 5; //!< requests per second and host; 0 = no limit
    int connections = 32;   //!< requests in flight in all
    int timeoutMs = 30'000; //!< without progress
    int minBytesPerSecond = 1024; //!< slower than this over timeoutMs is a timeout too
    qint64 maxBytes = 50 * 1024 * 1024;
    QString userAgent;
    int threads = 2;
};

//! Fetches URLs safely, politely and fast: address checks, redirects, limits (reliability.md), and one gate
//! per host.
//!
//! Lives in one thread (the caller's, with an event loop); requests run on its own fetch threads. Every
//! submitted request gets its callback exactly once, in the pool's thread and never from inside a function of
//! the pool, also when it is cancelled (cause cancelled) or held. A callback may delete the pool.
//!
//! 429, and 503 with Retry-After, close the host's gate: that request and all that wait there come back held
//! (reason "rate_limited"), what is under way may finish. They also halve the host's rate, which recovers
//! step by step while the host gives proper answers (Slowdown). Every hop of a redirect passes the gate of
//! its own host.
//!
//! What listens to a signal may call the functions of the pool, but not delete it.
class FetchPool : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const FetchResult &)>;
    //! Resolves a name, blocking, on a fetch thread; no addresses mean that there is no such name.
    using Resolver = std::function<QList<QHostAddress>(const QString &name)>;
    //! Milliseconds since some moment; never jumps.
    using SteadyTime = std::function<qint64()>;

    explicit FetchPool(const FetchSettings &settings, core::Clock clock = core::systemClock(),
                       QObject *parent = nullptr);
    ~FetchPool() override; //!< ends all fetch threads; callbacks that are still due are not called

    //! Replaces the system's resolver; only before the first submit().
    void setResolver(Resolver resolver);
    //! Replaces the time by which rates are kept and slowed down hosts recover; only before the first
    //! submit().
    void setSteadyTime(SteadyTime steady);

    //! Queues a request at its host's gate. The group names what is cancelled together.
    void submit(const FetchRequest &request, quint64 group, Done done);
    //! Ends every request of the group, waiting or under way, with the cause cancelled. One that ended just
    //! before, its callback still due, keeps its result.
    void cancel(quint64 group);

    //! Nothing leaves for this host before that time; what is under way may finish, what waits is held. An
    //! earlier end than that of a present pause changes nothing; a time that has passed ends the pause.
    //! @param host as in FetchResult::host; @param reason becomes heldReason.
    void pauseHost(const QString &host, const QDateTime &until, const QString &reason);

    //! Nothing of that lane (FetchRequest::lane) leaves for that host any more, except probes: what waits,
    //! and what is submitted or redirected there later, comes back held with that time and reason; what is
    //! under way may finish. The other lanes of the host go on. Time alone does not end it, releaseLane()
    //! does: who holds the lane wants to see a probe succeed first. Once more replaces time and reason. A
    //! pause of the host goes before, also for probes.
    //! @param host as in FetchResult::host; @param until an invalid time means now.
    void holdLane(const QString &host, int lane, const QDateTime &until, const QString &reason);
    void releaseLane(const QString &host, int lane);

    //! Takes over how far another process slowed that host down. It only lowers the part of its rate that the
    //! host gets; a higher factor, or one outside (0, 1], changes nothing. Without a rate limit the factor
    //! applies to what this process sent to the host lately, two requests per second at least.
    //! @param host as in FetchResult::host.
    void slowHost(const QString &host, double factor);

    //! Replaces FetchSettings::perHost and ratePerHost. What is under way stays under way.
    void setLimits(int perHost, double ratePerHost);
    //! Other limits for one host than FetchSettings::perHost and ratePerHost, from now on; absent = those.
    //! What is under way stays under way.
    //! @param host as in FetchResult::host; @param rate requests per second, 0 = no limit.
    void setHostLimits(const QString &host, std::optional<int> perHost, std::optional<double> rate);

    //! So many processes work for the same workspace: each takes its part of every host's concurrency and
    //! rate.
    void shareWith(int processes);

    int inFlight() const;
    int waiting() const;

signals:
    //! A host asked for a pause (429, or 503 with Retry-After), or pauseHost() was called.
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);
    //! This process measured that a host bears this part of its rate: less after a refusal (429, or 503 with
    //! Retry-After), more again with proper answers, 1 = the whole. Not for slowHost(), whose factor somebody
    //! knows already.
    void hostSlowed(const QString &host, double factor);
    //! A hop that the gate of this host had let go has ended: with its cause, "rate_limited" also for one
    //! that comes back held, or without one when it succeeded or redirects. Comes for every hop, also for one
    //! that failed before a byte was sent (names, connections, certificates), not for one that was cancelled,
    //! and before the callback of its request. A probe
    //! is one of that very host. In the pool's thread.
    void requestEnded(const QString &host, int lane, std::optional<core::Cause> cause, bool isProbe);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace net

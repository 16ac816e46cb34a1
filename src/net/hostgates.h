// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/hostgate.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

#include <deque>
#include <functional>
#include <optional>
#include <utility>

namespace net {

//! All host gates of a pool and what waits at them: first in, first out per host, the hosts taking turns, and
//! one limit for all together. A host's lanes share its gate, but each can be held by itself. Pure logic like
//! HostGate; jobs are numbers.
class HostGates
{
public:
    struct Limits
    {
        int perHost = 4;
        double ratePerHost = 5;
        int connections = 32;
    };
    //! What replaces the limits of all hosts for one; absent = as for all.
    struct HostLimits
    {
        std::optional<int> perHost;
        std::optional<double> rate;
    };
    struct Times
    {
        qint64 steadyMs = 0;
        qint64 wallMs = 0;
    };
    struct Waiter
    {
        quint64 job = 0;
        int lane = 0;
        bool isProbe = false; //!< passes a held lane
    };
    struct Admission
    {
        quint64 job = 0;
        QString host;
        quint64 ticket = 0; //!< for finished(), throttled() and answered()
    };
    struct Pause
    {
        qint64 untilMs = 0;
        QString reason;
    };

    explicit HostGates(const Limits &limits) : m_limits(limits) {}

    //! Every host's limits are divided by this many; each gets one request at a time at least.
    void shareWith(int processes);
    //! Other limits for all hosts from now on.
    void setLimits(int perHost, double ratePerHost);
    //! Other limits for one host, divided like those of all.
    void setHostLimits(const QString &host, const HostLimits &limits);

    //! Queues a job; one that is half done (a redirect) goes first. A paused host takes none, a held lane
    //! only probes: what is in the way is returned instead.
    std::optional<Pause> enqueue(const QString &host, const Waiter &waiter, qint64 wallMs,
                                 bool first = false);
    //! Takes jobs out that wait; others are ignored.
    void remove(const QSet<quint64> &jobs);
    //! The next job that may go now, if any.
    std::optional<Admission> next(Times now);
    //! Milliseconds until a rate lets a job go; absent when only a finished job can change anything.
    std::optional<qint64> wakeMs(qint64 steadyMs);
    //! A job that was let go has ended.
    void finished(const Admission &admission);

    //! @return whether listeners should hear of it.
    bool pause(const QString &host, const Pause &pause, qint64 wallMs);
    bool throttled(const Admission &admission, std::optional<std::chrono::milliseconds> retryAfter,
                   const QString &reason, Times now);
    void answered(const Admission &admission, qint64 steadyMs);
    std::optional<Pause> pauseOf(const QString &host, qint64 wallMs);
    //! See HostGate.
    double rateFactor(const QString &host) const;
    void slow(const QString &host, double factor, qint64 steadyMs);
    //! Takes out everything that waits at a host.
    QList<quint64> drain(const QString &host);

    //! Holds a lane of a host, until it is released: time alone does not open it. Once more: another time and
    //! reason. Takes out what waits there, except probes.
    QList<quint64> holdLane(const QString &host, int lane, const Pause &pause);
    void releaseLane(const QString &host, int lane);

    int inFlight() const { return m_inFlight; }
    int waiting() const { return m_waiting; }
    int inFlight(const QString &host) const;

private:
    struct Entry
    {
        HostGate gate;
        std::deque<Waiter> queue;
        QString reason;
        QHash<int, Pause> heldLanes;
    };

    Entry &entry(const QString &host);
    //! This process's part of a host's limits: requests in flight, and per second.
    std::pair<int, double> shareOf(const QString &host) const;
    void shareOut();
    //! Takes jobs out of a host's queue. @param matches is asked once for each, in their order.
    QList<quint64> takeOut(const QString &host, Entry &at,
                           const std::function<bool(const Waiter &)> &matches);
    void forgetIdle(Times now);

    Limits m_limits;
    QHash<QString, HostLimits> m_own;
    int m_processes = 1;
    QHash<QString, Entry> m_entries;
    std::deque<QString> m_turns; //!< hosts with a queue, the next one to be asked first
    int m_inFlight = 0;
    int m_waiting = 0;
};

} // namespace net

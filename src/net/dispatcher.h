// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/addresscheck.h"
#include "net/fetchpool.h"
#include "net/fetchthreads.h"
#include "net/hostgates.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>
#include <unordered_map>

namespace net {

//! The inside of a FetchPool: who waits where, what is under way, what an outcome means. Lives in the pool's
//! thread.
class Dispatcher : public QObject
{
    Q_OBJECT

public:
    Dispatcher(const FetchSettings &settings, core::Clock clock);

    void setResolver(FetchPool::Resolver resolver) { m_threads.setResolver(std::move(resolver)); }
    void setSteadyTime(FetchPool::SteadyTime steady) { m_steady = std::move(steady); }
    void submit(const FetchRequest &request, quint64 group, FetchPool::Done done);
    void cancel(quint64 group);
    void pauseHost(const QString &host, const QDateTime &until, const QString &reason);
    void slowHost(const QString &host, double factor);
    void holdLane(const QString &host, int lane, const QDateTime &until, const QString &reason);
    void releaseLane(const QString &host, int lane) { m_gates.releaseLane(host, lane); }
    void setLimits(int perHost, double ratePerHost);
    void setHostLimits(const QString &host, const HostGates::HostLimits &limits);
    void shareWith(int processes);
    int inFlight() const { return m_gates.inFlight(); }
    int waiting() const { return m_gates.waiting(); }

signals:
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);
    void hostSlowed(const QString &host, double factor);
    void requestEnded(const QString &host, int lane, std::optional<core::Cause> cause, bool isProbe);

private:
    struct Job
    {
        FetchRequest request;
        quint64 group = 0;
        FetchPool::Done done;
        FetchResult result;
        QUrl url;                                      //!< of the present hop
        QList<QUrl> visited;                           //!< the hops before
        std::optional<HostGates::Admission> admission; //!< set while under way
        FetchThread *thread = nullptr;
        QElapsedTimer timer; //!< since the first byte
        bool cancelled = false;
    };
    using Jobs = std::unordered_map<quint64, Job>;

    void enqueue(quint64 id, bool first);
    void schedule();
    void dispatch();
    void send(const HostGates::Admission &admission);

    void onOutcome(const HopOutcome &outcome);
    void settle(const HopOutcome &outcome, const HostGates::Admission &admission);
    void followRedirect(quint64 id, const QUrl &target);
    void onThrottled(quint64 id, const HostGates::Admission &admission, const QByteArray &retryAfter);
    void announcePause(const QString &host);

    void fail(quint64 id, const Fault &fault);
    void hold(quint64 id, const HostGates::Pause &pause);
    void deliver(quint64 id);

    qint64 wallMs() const { return m_clock().toMSecsSinceEpoch(); }
    HostGates::Times now() const { return {m_steady(), wallMs()}; }

    core::Clock m_clock;
    AddressPolicy m_policy;
    HostGates m_gates;
    Jobs m_jobs;
    quint64 m_nextId = 1;
    FetchPool::SteadyTime m_steady;
    QTimer m_timer;
    FetchThreads m_threads; //!< the last member: the threads end before anything that they report to
};

} // namespace net

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/addresscheck.h"
#include "net/fetchpool.h"
#include "net/hostgates.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <unordered_map>
#include <vector>

namespace net {

class FetchThread;
struct HopOutcome;

//! The inside of a FetchPool: who waits where, what is under way, what an outcome means. Lives in the pool's
//! thread; the fetch threads start with the first request that goes out.
class Dispatcher : public QObject
{
    Q_OBJECT

public:
    Dispatcher(const FetchSettings &settings, core::Clock clock);
    ~Dispatcher() override;

    void setResolver(FetchPool::Resolver resolver) { m_resolver = std::move(resolver); }
    void submit(const FetchRequest &request, quint64 group, FetchPool::Done done);
    void cancel(quint64 group);
    void pauseHost(const QString &host, const QDateTime &until, const QString &reason);
    void shareWith(int processes);
    int inFlight() const { return m_gates.inFlight(); }
    int waiting() const { return m_gates.waiting(); }

signals:
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);

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
    FetchThread *leastBusyThread();

    void onOutcome(const HopOutcome &outcome);
    void followRedirect(quint64 id, const QUrl &target);
    void onThrottled(quint64 id, const HostGates::Admission &admission, const QByteArray &retryAfter);
    void announcePause(const QString &host);

    void fail(quint64 id, const Fault &fault);
    void hold(quint64 id, const HostGates::Pause &pause);
    void deliver(quint64 id);

    qint64 wallMs() const { return m_clock().toMSecsSinceEpoch(); }
    HostGates::Times now() const { return {m_steady.elapsed(), wallMs()}; }

    FetchSettings m_settings;
    core::Clock m_clock;
    AddressPolicy m_policy;
    HostGates m_gates;
    FetchPool::Resolver m_resolver;
    Jobs m_jobs;
    quint64 m_nextId = 1;
    QElapsedTimer m_steady;
    QTimer m_timer;
    std::vector<std::unique_ptr<FetchThread>> m_threads;
    QHash<const FetchThread *, int> m_load;
};

} // namespace net

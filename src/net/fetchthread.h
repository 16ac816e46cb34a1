// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/hostlookup.h"
#include "net/transfer.h"

#include <QHash>
#include <QThread>
#include <QTimer>

#include <memory>
#include <vector>

namespace net {

//! The network managers of one fetch thread. One manager opens at most six connections to a host (Qt's limit
//! for HTTP/1.1) and lets further requests wait, so there are as many as the busiest host takes.
class ManagerSet
{
public:
    explicit ManagerSet(const FetchSettings &settings);
    ~ManagerSet();

    QNetworkAccessManager *take(const QString &origin);
    void give(QNetworkAccessManager *manager, const QString &origin);

private:
    struct Slot
    {
        std::unique_ptr<QNetworkAccessManager> manager;
        QHash<QString, int> active;
    };

    void grow();

    QString m_proxy;
    std::vector<Slot> m_slots;
};

//! What runs inside a fetch thread.
class FetchWorker : public QObject
{
    Q_OBJECT

public:
    using Report = std::function<void(const HopOutcome &)>;

    FetchWorker(const FetchSettings &settings, const HostLookup::Resolver &resolver, Report report);
    ~FetchWorker() override;

    void start(const HopOrder &order);
    void abort(quint64 id);

private:
    void tick();
    void ended(Transfer *transfer, const HopOutcome &outcome);

    HostLookup m_lookup;
    TransferContext m_context;
    ManagerSet m_managers;
    Report m_report;
    QHash<quint64, Transfer *> m_transfers;
    QTimer m_timer;
    qint64 m_tickedMs = 0;
};

//! A thread with an event loop and a worker in it. The functions are called by the pool's thread.
class FetchThread : public QThread
{
    Q_OBJECT

public:
    //! @param report is called in this thread for every order that was started.
    FetchThread(const FetchSettings &settings, HostLookup::Resolver resolver, FetchWorker::Report report);
    ~FetchThread() override;

    void post(const HopOrder &order);
    void abort(quint64 id);

protected:
    void run() override;

private:
    FetchSettings m_settings;
    HostLookup::Resolver m_resolver;
    FetchWorker::Report m_report;
    QObject m_inbox; //!< moved into the thread: what is posted early waits there for the event loop
    FetchWorker *m_worker = nullptr;
};

} // namespace net

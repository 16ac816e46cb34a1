// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/fetchthread.h"

#include "net/connecting.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>

#include <algorithm>

namespace net {

namespace {

constexpr int kConnectionsPerManager = 6;
constexpr size_t kMostManagers = 32;

QString originOf(const QUrl &url)
{
    return QString(url.scheme() + u':' + hostKey(url));
}

} // namespace

ManagerSet::ManagerSet(const FetchSettings &settings) : m_proxy(settings.proxy)
{
}

ManagerSet::~ManagerSet() = default;

void ManagerSet::grow()
{
    Slot &slot = m_slots.emplace_back();
    slot.manager = std::make_unique<QNetworkAccessManager>();
    slot.manager->setProxy(proxyOf(m_proxy));
    slot.manager->setStrictTransportSecurityEnabled(false);
    slot.manager->setAutoDeleteReplies(false);
}

QNetworkAccessManager *ManagerSet::take(const QString &origin)
{
    // The first one with room keeps few connections busy rather than many idle.
    const auto hasRoom = [&](const Slot &slot) { return slot.active.value(origin) < kConnectionsPerManager; };
    auto slot = std::find_if(m_slots.begin(), m_slots.end(), hasRoom);
    if (slot == m_slots.end() && m_slots.size() < kMostManagers) {
        grow();
        slot = m_slots.end() - 1;
    } else if (slot == m_slots.end()) {
        slot = std::min_element(m_slots.begin(), m_slots.end(), [&](const Slot &a, const Slot &b) {
            return a.active.value(origin) < b.active.value(origin);
        });
    }
    ++slot->active[origin];
    return slot->manager.get();
}

void ManagerSet::give(QNetworkAccessManager *manager, const QString &origin)
{
    for (Slot &slot : m_slots) {
        if (slot.manager.get() == manager && --slot.active[origin] <= 0)
            slot.active.remove(origin);
    }
}

FetchWorker::FetchWorker(const FetchSettings &settings, const HostLookup::Resolver &resolver, Report report)
    : m_lookup(resolver), m_context{settings,
                                    AddressPolicy(settings.allow),
                                    &m_lookup,
                                    tlsOf(settings.caFile),
                                    {}},
      m_managers(settings), m_report(std::move(report))
{
    m_context.clock.start();
    m_timer.setInterval(std::clamp(settings.timeoutMs / 8, 5, 500));
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FetchWorker::tick);
}

FetchWorker::~FetchWorker()
{
    qDeleteAll(m_transfers);
}

void FetchWorker::start(const HopOrder &order)
{
    QNetworkAccessManager *manager = m_managers.take(originOf(order.url));
    auto *transfer =
        new Transfer(m_context, manager, order,
                     [this](Transfer *which, const HopOutcome &outcome) { ended(which, outcome); });
    m_transfers.insert(order.id, transfer);
    if (!m_timer.isActive()) {
        m_tickedMs = m_context.clock.elapsed();
        m_timer.start();
    }
    transfer->start();
}

void FetchWorker::abort(quint64 id)
{
    if (Transfer *transfer = m_transfers.value(id))
        transfer->abort();
}

void FetchWorker::tick()
{
    const qint64 now = m_context.clock.elapsed();
    // A tick that is far too late says that this thread, or the machine, stood still: not the origins' fault.
    const bool late = now - m_tickedMs > 4LL * m_timer.interval() + 250;
    m_tickedMs = now;
    const QList<Transfer *> transfers = m_transfers.values();
    for (Transfer *transfer : transfers)
        transfer->tick(late);
    if (m_transfers.isEmpty())
        m_timer.stop();
}

void FetchWorker::ended(Transfer *transfer, const HopOutcome &outcome)
{
    m_transfers.remove(transfer->order().id);
    m_managers.give(transfer->manager(), originOf(transfer->order().url));
    transfer->deleteLater();
    m_report(outcome);
}

FetchThread::FetchThread(const FetchSettings &settings, HostLookup::Resolver resolver,
                         FetchWorker::Report report)
    : m_settings(settings), m_resolver(std::move(resolver)), m_report(std::move(report))
{
    setObjectName(QStringLiteral("fetch"));
    m_inbox.moveToThread(this);
}

FetchThread::~FetchThread()
{
    quit();
    wait();
}

void FetchThread::run()
{
    FetchWorker worker(m_settings, m_resolver, m_report);
    m_worker = &worker;
    exec();
    m_worker = nullptr;
}

void FetchThread::post(const HopOrder &order)
{
    QMetaObject::invokeMethod(
        &m_inbox, [this, order] { m_worker->start(order); }, Qt::QueuedConnection);
}

void FetchThread::abort(quint64 id)
{
    QMetaObject::invokeMethod(
        &m_inbox, [this, id] { m_worker->abort(id); }, Qt::QueuedConnection);
}

} // namespace net

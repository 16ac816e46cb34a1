// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/callthread.h"

#include "net/connecting.h"
#include "net/exchange.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QSemaphore>
#include <QTimer>

#include <algorithm>
#include <deque>

namespace net {

namespace {

//! As many connections as Qt's manager opens to one host: a call that it made wait would seem slow.
constexpr qsizetype kAtOnce = 6;

} // namespace

//! What runs inside the thread.
class CallThread::Worker : public QObject
{
public:
    Worker(const FetchSettings &settings, const Report &report)
        : m_settings(settings), m_report(report), m_tls(tlsOf(settings.caFile))
    {
        m_manager.setProxy(proxyOf(settings.proxy));
        m_manager.setAutoDeleteReplies(false);
        m_clock.start();
        m_timer.setInterval(std::clamp(settings.timeoutMs / 8, 5, 500));
        connect(&m_timer, &QTimer::timeout, this, &Worker::tick);
    }
    ~Worker() override { qDeleteAll(m_active); }

    void start(quint64 id, const Call &call)
    {
        m_waiting.push_back({id, call});
        next();
    }
    void abort(quint64 id)
    {
        if (Exchange *exchange = m_active.value(id)) {
            exchange->abort();
            return;
        }
        const auto found = std::find_if(m_waiting.begin(), m_waiting.end(),
                                        [id](const auto &waiting) { return waiting.first == id; });
        if (found == m_waiting.end())
            return;
        m_waiting.erase(found);
        Answer answer;
        answer.fault = cancelledFault();
        m_report(id, answer);
    }

private:
    void next()
    {
        while (m_active.size() < kAtOnce && !m_waiting.empty()) {
            const auto [id, call] = m_waiting.front();
            m_waiting.pop_front();
            auto *exchange = new Exchange(id, call, m_settings, m_clock);
            m_active.insert(id, exchange);
            connect(exchange, &Exchange::ended, this, [this, exchange](quint64 which, const Answer &answer) {
                m_active.remove(which);
                exchange->deleteLater();
                m_report(which, answer);
                next();
            });
            if (!m_timer.isActive()) {
                m_tickedMs = m_clock.elapsed();
                m_timer.start();
            }
            exchange->start(m_manager, m_settings, m_tls);
        }
    }
    void tick()
    {
        const qint64 now = m_clock.elapsed();
        // Far too late: this thread, or the machine, stood still. That is nobody's fault.
        const bool late = now - m_tickedMs > 4LL * m_timer.interval() + 250;
        m_tickedMs = now;
        const QList<Exchange *> active = m_active.values();
        for (Exchange *exchange : active)
            exchange->tick(late);
        if (m_active.isEmpty())
            m_timer.stop();
    }

    const FetchSettings &m_settings;
    const Report &m_report;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_manager;
    QElapsedTimer m_clock;
    QTimer m_timer;
    qint64 m_tickedMs = 0;
    std::deque<std::pair<quint64, Call>> m_waiting;
    QHash<quint64, Exchange *> m_active;
};

CallThread::CallThread(const FetchSettings &settings, Report report)
    : m_settings(settings), m_report(std::move(report))
{
    setObjectName(QStringLiteral("calls"));
    m_inbox.moveToThread(this);
}

CallThread::~CallThread()
{
    quit();
    wait();
}

void CallThread::run()
{
    Worker worker(m_settings, m_report);
    m_worker = &worker;
    exec();
    m_worker = nullptr;
}

void CallThread::post(quint64 id, const Call &call)
{
    if (!isRunning())
        start();
    QMetaObject::invokeMethod(
        &m_inbox, [this, id, call] { m_worker->start(id, call); }, Qt::QueuedConnection);
}

void CallThread::abort(quint64 id)
{
    QMetaObject::invokeMethod(
        &m_inbox, [this, id] { m_worker->abort(id); }, Qt::QueuedConnection);
}

Answer callNow(const FetchSettings &settings, const Call &call)
{
    Answer result;
    QSemaphore answered;
    CallThread thread(settings, [&](quint64, const Answer &answer) {
        result = answer;
        answered.release();
    });
    thread.post(0, call);
    answered.acquire();
    return result;
}

} // namespace net

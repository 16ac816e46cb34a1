// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/objectcalls.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace media {

using core::Cause;
using Kind = Verdict::Kind;
using std::chrono::milliseconds;

namespace {

Q_LOGGING_CATEGORY(lcStore, "retrydesk.media.store", QtWarningMsg)

constexpr int kTries = 4;
constexpr milliseconds kLongestWait = std::chrono::seconds(8);
constexpr milliseconds kFirstPause = std::chrono::seconds(30);
constexpr milliseconds kLongestPause = std::chrono::minutes(10);

Verdict cancelledVerdict()
{
    return {Kind::Refused, {Cause::Cancelled, QCoreApplication::translate("media", "Cancelled.")}};
}

} // namespace

ObjectService::ObjectService(std::unique_ptr<ObjectProtocol> protocol, const StoreOptions &options)
    : m_protocol(std::move(protocol)), m_pool(options.net), m_clock(options.clock), m_random(options.random)
{
    m_repeats.base = options.firstWait;
    m_repeats.cap = kLongestWait;
    m_pauses.base = kFirstPause;
    m_pauses.cap = kLongestPause;
}

void ObjectService::wentAway(const Verdict &verdict)
{
    if (pause())
        return; // those that were under way when it was noticed
    const auto advised =
        verdict.retryAfterMs > 0 ? std::optional(milliseconds(verdict.retryAfterMs)) : std::nullopt;
    m_awaySince = now();
    m_awayUntil = m_awaySince.addMSecs(m_pauses.delay(++m_times, advised, m_random).count());
    m_reason = verdict.fault.message;
    qCWarning(lcStore).noquote() << QCoreApplication::translate(
                                        "media", "%1 Images wait and use no attempt; the next try is at %2.")
                                        .arg(m_reason, core::toTimeText(m_awayUntil));
}

void ObjectService::answered()
{
    m_times = 0;
    m_awayUntil = {};
}

std::optional<milliseconds> ObjectService::pause() const
{
    const QDateTime time = now();
    // A clock that was set back must not make it longer.
    if (!m_awayUntil.isValid() || time >= m_awayUntil || time < m_awaySince)
        return std::nullopt;
    return milliseconds(time.msecsTo(m_awayUntil));
}

ObjectCalls::ObjectCalls(ObjectService &service, QObject *parent) : QObject(parent), m_service(service)
{
}

ObjectCalls::~ObjectCalls()
{
    for (const Request &request : std::as_const(m_requests)) {
        if (request.call != 0)
            m_service.pool().cancel(request.call);
    }
}

void ObjectCalls::ask(Make make, Done done)
{
    if (m_cancelled) {
        done(cancelledVerdict(), {});
        return;
    }
    if (m_service.pause()) {
        done({Kind::Away, {Cause::ServerError, m_service.reason()}}, {});
        return;
    }
    const quint64 id = m_nextId++;
    m_requests.insert(id, {std::move(make), std::move(done)});
    send(id);
}

void ObjectCalls::send(quint64 id)
{
    const auto request = m_requests.find(id);
    if (request == m_requests.end())
        return; // cancelled while it waited
    request->call = m_service.pool().submit(
        request->make(m_service.now()), [self = QPointer<ObjectCalls>(this), id](const net::Answer &answer) {
            if (self)
                self->answered(id, answer);
        });
}

void ObjectCalls::answered(quint64 id, const net::Answer &answer)
{
    const auto request = m_requests.find(id);
    if (request == m_requests.end())
        return;
    Verdict verdict = m_service.protocol().judge(answer, m_service.now());
    request->call = 0;
    if (m_cancelled && verdict.kind == Kind::Away) // just before
        verdict = cancelledVerdict();
    if (verdict.kind == Kind::Away && ++request->tries < kTries &&
        verdict.retryAfterMs <= kLongestWait.count()) {
        const milliseconds wait =
            std::max(m_service.wait(request->tries), milliseconds(verdict.retryAfterMs));
        QTimer::singleShot(wait, this, [this, id] { send(id); });
        return;
    }
    if (verdict.kind == Kind::Away)
        m_service.wentAway(verdict);
    else if (!answer.fault)
        m_service.answered();
    const Done done = m_requests.take(id).done;
    done(verdict, answer);
}

void ObjectCalls::cancel()
{
    m_cancelled = true;
    std::vector<Done> waiting;
    const QList<quint64> ids = m_requests.keys();
    for (const quint64 id : ids) {
        const Request &request = m_requests[id];
        if (request.call != 0)
            m_service.pool().cancel(request.call);
        else
            waiting.push_back(m_requests.take(id).done);
    }
    for (const Done &done : waiting)
        done(cancelledVerdict(), {});
}

} // namespace media

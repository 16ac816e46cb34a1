// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/dispatcher.h"

#include "core/retrypolicy.h"
#include "net/httprules.h"
#include "net/logging.h"

#include <QCoreApplication>

#include <algorithm>

namespace net {

using core::Cause;

namespace {

constexpr auto kRateLimited = "rate_limited";

FetchSettings checked(FetchSettings settings)
{
    if (settings.userAgent.isEmpty())
        settings.userAgent = QStringLiteral("Retrydesk/" RETRYDESK_VERSION " (+listing archive)");
    settings.userAgent.removeIf([](QChar c) { return c.unicode() < 0x20 || c.unicode() > 0x7e; });
    settings.threads = std::clamp(settings.threads, 1, 16);
    settings.timeoutMs = std::max(settings.timeoutMs, 10);
    return settings;
}

Fault cancelled()
{
    return {Cause::Cancelled, QCoreApplication::translate("net", "Cancelled.")};
}

std::optional<Cause> causeOf(const HopOutcome &outcome)
{
    if (outcome.throttled)
        return Cause::RateLimited;
    return outcome.fault ? std::optional(outcome.fault->cause) : std::nullopt;
}

QDateTime toTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

} // namespace

Dispatcher::Dispatcher(const FetchSettings &settings, core::Clock clock)
    : m_clock(std::move(clock)), m_policy(settings.allow),
      m_gates(HostGates::Limits{settings.perHost, settings.ratePerHost, settings.connections}),
      m_threads(checked(settings), [this](const HopOutcome &outcome) {
          QMetaObject::invokeMethod(
              this, [this, outcome] { onOutcome(outcome); }, Qt::QueuedConnection);
      })
{
    for (const QString &entry : m_policy.invalidEntries())
        qCWarning(lcNet) << "net.allow: no network, host or host:port:" << entry;
    QElapsedTimer sinceNow;
    sinceNow.start();
    m_steady = [sinceNow] { return sinceNow.elapsed(); };
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Dispatcher::dispatch);
}

void Dispatcher::submit(const FetchRequest &request, quint64 group, FetchPool::Done done)
{
    const quint64 id = m_nextId++;
    Job &job = m_jobs[id];
    job.request = request;
    job.group = group;
    job.done = std::move(done);
    job.url = request.url;
    job.url.setFragment(QString());
    job.result.host = hostKey(job.url);
    enqueue(id, false);
}

void Dispatcher::enqueue(quint64 id, bool first)
{
    Job &job = m_jobs.at(id);
    if (const std::optional<Fault> fault = m_policy.checkUrl(job.url)) {
        fail(id, *fault);
        return;
    }
    const QString host = hostKey(job.url);
    const bool isProbe = host == job.request.probeHost;
    if (const auto pause = m_gates.enqueue(host, {id, job.request.lane, isProbe}, wallMs(), first)) {
        hold(id, *pause);
        return;
    }
    schedule();
}

void Dispatcher::schedule()
{
    m_timer.start(0);
}

void Dispatcher::dispatch()
{
    while (const std::optional<HostGates::Admission> admission = m_gates.next(now()))
        send(*admission);
    if (const std::optional<qint64> wake = m_gates.wakeMs(m_steady()))
        m_timer.start(static_cast<int>(std::clamp<qint64>(*wake, 1, 60'000)));
}

void Dispatcher::send(const HostGates::Admission &admission)
{
    Job &job = m_jobs.at(admission.job);
    job.admission = admission;
    if (!job.timer.isValid())
        job.timer.start();
    job.thread = m_threads.post({admission.job, job.url, job.request.accept, job.request.sink});
}

void Dispatcher::onOutcome(const HopOutcome &outcome)
{
    const auto it = m_jobs.find(outcome.id);
    if (it == m_jobs.end() || !it->second.admission)
        return;
    Job &job = it->second;
    const HostGates::Admission admission = *job.admission;
    job.admission.reset();
    m_threads.ended(job.thread);
    m_gates.finished(admission);
    schedule();

    job.result.requested = job.result.requested || outcome.requested;
    if (outcome.status != 0)
        job.result.status = outcome.status;
    job.result.bytes = outcome.bytes;
    job.result.elapsedMs = job.timer.elapsed();

    const int lane = job.request.lane;
    const bool isProbe = admission.host == job.request.probeHost;
    const double before = m_gates.rateFactor(admission.host);
    settle(outcome, admission);
    // The job is settled: those who listen may hold or cancel what they like.
    const double factor = m_gates.rateFactor(admission.host);
    if (factor != before)
        emit hostSlowed(admission.host, factor);
    const std::optional<Cause> cause = causeOf(outcome);
    if (cause != Cause::Cancelled)
        emit requestEnded(admission.host, lane, cause, isProbe);
}

void Dispatcher::settle(const HopOutcome &outcome, const HostGates::Admission &admission)
{
    if (outcome.throttled) {
        onThrottled(outcome.id, admission, outcome.retryAfter);
        return;
    }
    if (outcome.status != 0 && outcome.status < 500)
        m_gates.answered(admission, m_steady());
    if (outcome.redirect && m_jobs.at(outcome.id).cancelled)
        fail(outcome.id, cancelled());
    else if (outcome.redirect)
        followRedirect(outcome.id, *outcome.redirect);
    else if (outcome.fault)
        fail(outcome.id, *outcome.fault);
    else
        deliver(outcome.id);
}

void Dispatcher::followRedirect(quint64 id, const QUrl &target)
{
    Job &job = m_jobs.at(id);
    job.visited.append(job.url);
    if (job.visited.size() > kMaxRedirects || job.visited.contains(target)) {
        fail(id, {Cause::RedirectLoop,
                  QCoreApplication::translate("net", "%1 redirects in a circle or too often.")
                      .arg(job.result.host)});
        return;
    }
    job.url = target;
    enqueue(id, true);
}

void Dispatcher::onThrottled(quint64 id, const HostGates::Admission &admission, const QByteArray &retryAfter)
{
    const auto advice = core::parseRetryAfter(retryAfter, m_clock());
    if (advice)
        m_jobs.at(id).result.retryAfterMs = advice->count();
    const HostGates::Times at = now();
    const bool news = m_gates.throttled(admission, advice, QLatin1String(kRateLimited), at);
    const auto pause = m_gates.pauseOf(admission.host, at.wallMs);
    // Without a pause (it was lifted in between) the request may come again at once.
    hold(id, {pause ? pause->untilMs : at.wallMs, QLatin1String(kRateLimited)});
    if (news)
        announcePause(admission.host);
}

void Dispatcher::announcePause(const QString &host)
{
    const auto pause = m_gates.pauseOf(host, wallMs());
    if (!pause)
        return;
    const QList<quint64> waiting = m_gates.drain(host);
    for (const quint64 id : waiting)
        hold(id, *pause);
    emit hostPaused(host, toTime(pause->untilMs), pause->reason);
}

void Dispatcher::shareWith(int processes)
{
    m_gates.shareWith(processes);
    schedule();
}

void Dispatcher::setLimits(int perHost, double ratePerHost)
{
    m_gates.setLimits(perHost, ratePerHost);
    schedule();
}

void Dispatcher::setHostLimits(const QString &host, const HostGates::HostLimits &limits)
{
    m_gates.setHostLimits(host, limits);
    schedule();
}

void Dispatcher::pauseHost(const QString &host, const QDateTime &until, const QString &reason)
{
    const qint64 untilMs = until.isValid() ? until.toMSecsSinceEpoch() : 0;
    if (m_gates.pause(host, {untilMs, reason}, wallMs()))
        announcePause(host);
}

void Dispatcher::slowHost(const QString &host, double factor)
{
    m_gates.slow(host, factor, m_steady());
    schedule();
}

void Dispatcher::holdLane(const QString &host, int lane, const QDateTime &until, const QString &reason)
{
    const HostGates::Pause pause{until.isValid() ? until.toMSecsSinceEpoch() : wallMs(), reason};
    const QList<quint64> waiting = m_gates.holdLane(host, lane, pause);
    for (const quint64 id : waiting)
        hold(id, pause);
}

void Dispatcher::cancel(quint64 group)
{
    QSet<quint64> waiting;
    for (auto &[id, job] : m_jobs) {
        if (job.group != group || job.cancelled)
            continue;
        job.cancelled = true;
        if (job.admission)
            job.thread->abort(id);
        else
            waiting.insert(id);
    }
    m_gates.remove(waiting);
    for (const quint64 id : std::as_const(waiting))
        fail(id, cancelled());
}

void Dispatcher::fail(quint64 id, const Fault &fault)
{
    m_jobs.at(id).result.fault = fault;
    deliver(id);
}

void Dispatcher::hold(quint64 id, const HostGates::Pause &pause)
{
    FetchResult &result = m_jobs.at(id).result;
    result.heldUntil = toTime(pause.untilMs);
    result.heldReason = pause.reason;
    result.heldHost = hostKey(m_jobs.at(id).url);
    deliver(id);
}

void Dispatcher::deliver(quint64 id)
{
    const auto node = m_jobs.extract(id);
    const Job &job = node.mapped();
    if (!job.done)
        return;
    QMetaObject::invokeMethod(
        this, [done = job.done, result = job.result] { done(result); }, Qt::QueuedConnection);
}

} // namespace net

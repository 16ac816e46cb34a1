// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/hostgates.h"

#include <algorithm>

namespace net {

std::pair<int, double> HostGates::shareOf(const QString &host) const
{
    const HostLimits own = m_own.value(host);
    return {own.perHost.value_or(m_limits.perHost) / m_processes,
            own.rate.value_or(m_limits.ratePerHost) / m_processes};
}

void HostGates::shareWith(int processes)
{
    if (m_processes == std::max(processes, 1))
        return;
    m_processes = std::max(processes, 1);
    shareOut();
}

void HostGates::setLimits(int perHost, double ratePerHost)
{
    m_limits.perHost = perHost;
    m_limits.ratePerHost = ratePerHost;
    shareOut();
}

void HostGates::shareOut()
{
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        const auto [perHost, rate] = shareOf(it.key());
        it->gate.setLimits(perHost, rate);
    }
}

void HostGates::setHostLimits(const QString &host, const HostLimits &limits)
{
    if (limits.perHost || limits.rate)
        m_own.insert(host, limits);
    else
        m_own.remove(host);
    const auto it = m_entries.find(host);
    if (it == m_entries.end())
        return;
    const auto [perHost, rate] = shareOf(host);
    it->gate.setLimits(perHost, rate);
}

HostGates::Entry &HostGates::entry(const QString &host)
{
    const auto it = m_entries.find(host);
    if (it != m_entries.end())
        return *it;
    const auto [perHost, rate] = shareOf(host);
    return *m_entries.insert(host, Entry{HostGate(perHost, rate), {}, {}, {}});
}

int HostGates::inFlight(const QString &host) const
{
    const auto it = m_entries.constFind(host);
    return it == m_entries.constEnd() ? 0 : it->gate.inFlight();
}

std::optional<HostGates::Pause> HostGates::pauseOf(const QString &host, qint64 wallMs)
{
    const auto it = m_entries.find(host);
    if (it == m_entries.end() || !it->gate.isPaused(wallMs))
        return std::nullopt;
    return Pause{it->gate.pausedUntilMs(), it->reason};
}

std::optional<HostGates::Pause> HostGates::enqueue(const QString &host, const Waiter &waiter, qint64 wallMs,
                                                   bool first)
{
    if (const std::optional<Pause> paused = pauseOf(host, wallMs))
        return paused;
    Entry &at = entry(host);
    const auto held = at.heldLanes.constFind(waiter.lane);
    if (held != at.heldLanes.constEnd() && !waiter.isProbe)
        return *held;
    if (at.queue.empty())
        m_turns.push_back(host);
    if (first)
        at.queue.push_front(waiter);
    else
        at.queue.push_back(waiter);
    ++m_waiting;
    return std::nullopt;
}

QList<quint64> HostGates::takeOut(const QString &host, Entry &at,
                                  const std::function<bool(const Waiter &)> &matches)
{
    QList<quint64> jobs;
    std::erase_if(at.queue, [&](const Waiter &waiter) {
        const bool taken = matches(waiter);
        if (taken)
            jobs.append(waiter.job);
        return taken;
    });
    m_waiting -= static_cast<int>(jobs.size());
    if (!jobs.isEmpty() && at.queue.empty())
        std::erase(m_turns, host);
    return jobs;
}

void HostGates::remove(const QSet<quint64> &jobs)
{
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it)
        takeOut(it.key(), *it, [&jobs](const Waiter &waiter) { return jobs.contains(waiter.job); });
}

QList<quint64> HostGates::drain(const QString &host)
{
    const auto it = m_entries.find(host);
    if (it == m_entries.end())
        return {};
    return takeOut(host, *it, [](const Waiter &) { return true; });
}

QList<quint64> HostGates::holdLane(const QString &host, int lane, const Pause &pause)
{
    Entry &at = entry(host);
    at.heldLanes.insert(lane, pause);
    return takeOut(host, at, [lane](const Waiter &w) { return w.lane == lane && !w.isProbe; });
}

void HostGates::releaseLane(const QString &host, int lane)
{
    const auto it = m_entries.find(host);
    if (it != m_entries.end())
        it->heldLanes.remove(lane);
}

std::optional<HostGates::Admission> HostGates::next(Times now)
{
    if (m_inFlight >= std::max(m_limits.connections, 1))
        return std::nullopt;
    for (size_t turn = 0; turn < m_turns.size(); ++turn) {
        const QString host = m_turns.front();
        m_turns.pop_front();
        Entry &at = entry(host);
        const bool free =
            at.gate.hasRoom() && at.gate.waitMs(now.steadyMs) == 0 && !at.gate.isPaused(now.wallMs);
        if (!free) {
            m_turns.push_back(host);
            continue;
        }
        const Admission admission{at.queue.front().job, host, at.gate.begin(now.steadyMs)};
        at.queue.pop_front();
        if (!at.queue.empty())
            m_turns.push_back(host);
        --m_waiting;
        ++m_inFlight;
        forgetIdle(now);
        return admission;
    }
    return std::nullopt;
}

std::optional<qint64> HostGates::wakeMs(qint64 steadyMs)
{
    std::optional<qint64> soonest;
    if (m_inFlight >= std::max(m_limits.connections, 1))
        return soonest;
    for (const QString &host : m_turns) {
        HostGate &gate = entry(host).gate;
        if (gate.hasRoom())
            soonest = std::min(soonest.value_or(60'000), gate.waitMs(steadyMs));
    }
    return soonest;
}

void HostGates::finished(const Admission &admission)
{
    entry(admission.host).gate.end();
    --m_inFlight;
}

bool HostGates::pause(const QString &host, const Pause &pause, qint64 wallMs)
{
    Entry &at = entry(host);
    const bool news = at.gate.pauseUntil(pause.untilMs, wallMs);
    if (news)
        at.reason = pause.reason;
    return news;
}

bool HostGates::throttled(const Admission &admission, std::optional<std::chrono::milliseconds> retryAfter,
                          const QString &reason, Times now)
{
    Entry &at = entry(admission.host);
    const bool news = at.gate.throttled(admission.ticket, retryAfter, now.steadyMs, now.wallMs);
    if (news)
        at.reason = reason;
    return news;
}

void HostGates::answered(const Admission &admission, qint64 steadyMs)
{
    entry(admission.host).gate.answered(admission.ticket, steadyMs);
}

double HostGates::rateFactor(const QString &host) const
{
    const auto it = m_entries.constFind(host);
    return it == m_entries.constEnd() ? 1 : it->gate.rateFactor();
}

void HostGates::slow(const QString &host, double factor, qint64 steadyMs)
{
    entry(host).gate.slowTo(factor, steadyMs);
}

void HostGates::forgetIdle(Times now)
{
    constexpr qsizetype kMany = 4096;
    if (m_entries.size() < kMany)
        return;
    m_entries.removeIf([now](QHash<QString, Entry>::iterator it) {
        return it->queue.empty() && it->heldLanes.isEmpty() && it->gate.isIdle(now.steadyMs, now.wallMs);
    });
}

} // namespace net

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/hostgate.h"

#include <algorithm>
#include <cmath>

namespace net {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds kFirstPause = std::chrono::seconds(5);
constexpr milliseconds kLongestPause = std::chrono::minutes(5);
//! A "Retry-After: 0" or a date that has passed would mean to knock again at once, for ever.
constexpr milliseconds kShortestAdvice = std::chrono::seconds(1);
constexpr qint64 kNewsMs = 1000;

} // namespace

HostGate::HostGate(int perHost, double rate)
    : m_perHost(std::max(perHost, 1)), m_rate(rate > 0 && std::isfinite(rate) ? rate : 0),
      m_tokens(capacity())
{
}

void HostGate::setLimits(int perHost, double rate)
{
    const HostGate other(perHost, rate);
    m_perHost = other.m_perHost;
    m_rate = other.m_rate;
    m_tokens = std::min(m_tokens, capacity());
}

double HostGate::capacity() const
{
    // 50 ms worth of requests: enough to make up for timers, too little for a burst.
    return std::max(1.0, rate() / 20);
}

void HostGate::refill(qint64 steadyMs)
{
    const auto passed = static_cast<double>(std::max<qint64>(steadyMs - m_refilledMs, 0));
    m_tokens = std::min(capacity(), m_tokens + passed * rate() / 1000);
    m_refilledMs = std::max(m_refilledMs, steadyMs);
}

qint64 HostGate::waitMs(qint64 steadyMs)
{
    if (rate() <= 0)
        return 0;
    refill(steadyMs);
    // The slack keeps sums of thirds and tenths from costing a millisecond each.
    constexpr double kSlack = 1e-9;
    if (m_tokens >= 1 - kSlack)
        return 0;
    return std::max<qint64>(1, static_cast<qint64>(std::ceil((1 - m_tokens) * 1000 / rate() - kSlack)));
}

quint64 HostGate::begin(qint64 steadyMs)
{
    ++m_inFlight;
    m_slowdown.sent(steadyMs);
    if (rate() > 0) {
        refill(steadyMs);
        m_tokens -= 1;
    }
    return m_pauses;
}

void HostGate::end()
{
    m_inFlight = std::max(m_inFlight - 1, 0);
}

bool HostGate::isPaused(qint64 wallMs)
{
    if (m_pausedUntilMs == 0)
        return false;
    if (wallMs < m_pausedSinceMs) { // the clock was set back: the pause keeps its length
        m_pausedUntilMs -= m_pausedSinceMs - wallMs;
        m_pausedSinceMs = wallMs;
    }
    if (wallMs < m_pausedUntilMs)
        return true;
    m_pausedUntilMs = 0;
    return false;
}

bool HostGate::pauseUntil(qint64 untilMs, qint64 wallMs)
{
    const bool paused = isPaused(wallMs);
    if (untilMs <= wallMs) {
        m_pausedUntilMs = 0;
        return false;
    }
    if (paused && untilMs <= m_pausedUntilMs)
        return false;
    const bool news = !paused || untilMs > m_pausedUntilMs + kNewsMs;
    m_pausedSinceMs = wallMs;
    m_pausedUntilMs = untilMs;
    if (!paused)
        ++m_pauses;
    return news;
}

bool HostGate::throttled(quint64 ticket, std::optional<milliseconds> retryAfter, qint64 steadyMs,
                         qint64 wallMs)
{
    const bool newWave = ticket == m_pauses;
    refill(steadyMs);
    m_slowdown.refused(newWave, steadyMs);
    const bool advised = retryAfter && *retryAfter >= kShortestAdvice;
    const bool paused = isPaused(wallMs);
    if (!advised && paused)
        return false; // the same wave of refusals
    if (newWave)
        ++m_escalation;
    const qint64 factor = 1LL << std::clamp(m_escalation - 1, 0, 10);
    const milliseconds own = std::min<milliseconds>(kLongestPause, kFirstPause * factor);
    return pauseUntil(wallMs + (advised ? *retryAfter : own).count(), wallMs);
}

void HostGate::answered(quint64 ticket, qint64 steadyMs)
{
    if (ticket != m_pauses)
        return;
    m_escalation = 0;
    refill(steadyMs);
    m_slowdown.answered(steadyMs);
}

void HostGate::slowTo(double factor, qint64 steadyMs)
{
    refill(steadyMs);
    m_slowdown.lowerTo(factor, steadyMs);
}

bool HostGate::isIdle(qint64 steadyMs, qint64 wallMs)
{
    if (m_inFlight > 0 || m_escalation > 0 || !m_slowdown.isWhole() || isPaused(wallMs))
        return false;
    refill(steadyMs);
    return rate() <= 0 || m_tokens >= capacity();
}

} // namespace net

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuitbreaker.h"

#include <algorithm>

namespace core {

using std::chrono::milliseconds;

QLatin1String breakerStateName(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        return QLatin1String("closed");
    case BreakerState::Open:
        return QLatin1String("open");
    case BreakerState::HalfOpen:
        return QLatin1String("half_open");
    }
    Q_UNREACHABLE();
}

std::optional<BreakerState> breakerStateFromName(QStringView name)
{
    for (const auto state : {BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen}) {
        if (name == breakerStateName(state))
            return state;
    }
    return std::nullopt;
}

bool CircuitBreaker::shouldTrip(int requests, int failures) const
{
    if (requests < std::max(1, m_settings.minRequests))
        return false;
    // Divided, not multiplied: 3 of 30 is 0.1 exactly as the setting says it.
    return static_cast<double>(failures) / requests >= m_settings.failureRate;
}

milliseconds CircuitBreaker::openLength(int trips) const
{
    const int doublings = std::clamp(trips - 1, 0, 30); // a day so often doubled is far from the last number
    return std::min<milliseconds>(m_settings.open * (qint64(1) << doublings), m_settings.longestOpen);
}

Breaker CircuitBreaker::tripped(const Breaker &breaker, const QString &reason, const QDateTime &now) const
{
    if (breaker.state == BreakerState::Open && !mayProbe(breaker, now))
        return breaker;
    const int trips = std::max(0, breaker.trips) + 1;
    return {BreakerState::Open, now.addMSecs(openLength(trips).count()), trips, reason, now, false};
}

Breaker CircuitBreaker::trippedByHand(const Breaker &breaker, const QString &reason, const QDateTime &until,
                                      const QDateTime &now)
{
    return {BreakerState::Open, until, breaker.trips, reason, now, true};
}

Breaker CircuitBreaker::closed(const QDateTime &now)
{
    Breaker breaker;
    breaker.changedAt = now;
    return breaker;
}

bool CircuitBreaker::mayProbe(const Breaker &breaker, const QDateTime &now)
{
    return breaker.state == BreakerState::Open && breaker.openUntil.isValid() && now >= breaker.openUntil;
}

Breaker CircuitBreaker::clamped(const Breaker &breaker, const QDateTime &now) const
{
    if (breaker.state != BreakerState::Open || !breaker.openUntil.isValid())
        return breaker;
    const bool isDated = breaker.changedAt.isValid();
    qint64 length = m_settings.longestOpen.count();
    if (isDated) {
        const qint64 own = std::max<qint64>(0, breaker.changedAt.msecsTo(breaker.openUntil));
        length = breaker.manual ? own : std::min(own, length);
    }
    // From changedAt, not from now, while that is possible: else each call would lengthen what it cuts.
    Breaker kept = breaker;
    kept.changedAt = isDated ? std::min(breaker.changedAt, now) : now;
    kept.openUntil = std::min(breaker.openUntil, kept.changedAt.addMSecs(length));
    return kept;
}

} // namespace core

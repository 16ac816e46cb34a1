// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringView>

#include <chrono>
#include <optional>

namespace core {

enum class BreakerState {
    Closed,  //!< requests go through
    Open,    //!< work is held
    HalfOpen //!< one request is under way to find out
};

//! The bare name used in columns and JSON: "closed", "open", "half_open".
QLatin1String breakerStateName(BreakerState state);
std::optional<BreakerState> breakerStateFromName(QStringView name);

struct BreakerSettings
{
    double failureRate = 0.5; //!< share of failed requests that opens
    int minRequests = 20;     //!< in the window, before the share means anything
    std::chrono::milliseconds open{60'000};
    std::chrono::milliseconds window{60'000};
    std::chrono::milliseconds longestOpen{1'800'000};
};

//! The breaker of one host as it is stored and shown.
struct Breaker
{
    BreakerState state = BreakerState::Closed;
    QDateTime openUntil; //!< UTC: when the next probe may go; invalid when closed, or open until it is reset
    int trips = 0;       //!< since it was closed last; each doubles the pause
    QString reason;
    QDateTime changedAt; //!< UTC
    bool manual = false; //!< an operator opened it

    bool operator==(const Breaker &) const = default;
};

//! The rules of a breaker: from one state to the next; the caller keeps the state. All times are wall times
//! in UTC, as breakers outlive the program. Counts come from a RequestWindow, which the caller clears when
//! the breaker trips.
class CircuitBreaker
{
public:
    explicit CircuitBreaker(const BreakerSettings &settings) : m_settings(settings) {}

    //! Whether so many failures of so many requests in the window open a breaker.
    bool shouldTrip(int requests, int failures) const;
    //! How long a breaker stays open after this many trips: doubled with each, up to the longest.
    std::chrono::milliseconds openLength(int trips) const;

    //! Opened by failures, or again by a failed probe. One that is open and not due stays as it is: what was
    //! under way when it opened does not lengthen the pause.
    Breaker tripped(const Breaker &breaker, const QString &reason, const QDateTime &now) const;
    //! Opened by an operator, also when open already; is no trip that lengthens the next pause.
    //! @param until an invalid time means until it is reset.
    static Breaker trippedByHand(const Breaker &breaker, const QString &reason, const QDateTime &until,
                                 const QDateTime &now);
    //! Closed by a probe that succeeded, or by an operator: what was before is forgotten.
    static Breaker closed(const QDateTime &now);

    //! Whether one request may go through an open breaker to find out. Half open is a lease of whoever lets
    //! it through: that ends with the lease, not by this rule.
    static bool mayProbe(const Breaker &breaker, const QDateTime &now);

    //! What to make of a stored open breaker, and to store in its place: when the clock was set back since,
    //! its own length counts from now, and no breaker but an operator's is open for longer than the longest.
    //! Others stay as they are.
    Breaker clamped(const Breaker &breaker, const QDateTime &now) const;

private:
    BreakerSettings m_settings;
};

} // namespace core

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <optional>

namespace net {

//! How many requests went out lately: those of the last ten seconds, to the second.
class RecentRate
{
public:
    void add(qint64 steadyMs);
    //! Requests per second, over those ten seconds or since the first of them, if that is less.
    double perSecond(qint64 steadyMs);

private:
    void advance(qint64 steadyMs);

    static constexpr qint64 kSeconds = 10;
    std::array<int, kSeconds> m_counts{}; //!< one per second; the second modulo ten is the place
    int m_sum = 0;
    qint64 m_second = 0;  //!< the latest one counted
    qint64 m_sinceMs = 0; //!< the first request after ten seconds without
};

//! How far a host that refused requests is slowed down: a factor on its rate (additive increase,
//! multiplicative decrease). Pure logic; times are steady, in milliseconds.
//!
//! A wave of refusals halves the factor, down to 1/16. Every ten seconds of proper answers, counted from one
//! answer to another with no refusal in between, raise it by a quarter, until it is 1 again. Without answers
//! nothing changes: silence says nothing about the host.
class Slowdown
{
public:
    static constexpr double kLeast = 1.0 / 16;

    double factor() const { return m_factor; }
    bool isWhole() const { return m_factor >= 1; }
    //! The rate to keep instead of this one, in requests per second; 0 = no limit. Where there was none the
    //! factor applies to the rate that the host had when it was slowed down first, at least two per second
    //! (so that the first limit is at least one); once the factor is whole there is none again.
    double limited(double rate) const;

    //! A request went out.
    void sent(qint64 steadyMs) { m_recent.add(steadyMs); }
    //! A request was refused. @param newWave it was sent after the last pause began.
    void refused(bool newWave, qint64 steadyMs);
    //! A proper answer to a request that was sent after the last pause began.
    void answered(qint64 steadyMs);
    //! Takes over a lower factor; a higher one, or none in (0, 1], is ignored.
    void lowerTo(double factor, qint64 steadyMs);

private:
    double m_factor = 1;
    double m_base = 0;                   //!< requests per second when the factor was last whole
    std::optional<qint64> m_goodSinceMs; //!< where the present stretch of proper answers begins
    RecentRate m_recent;
};

} // namespace net

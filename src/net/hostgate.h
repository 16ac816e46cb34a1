// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/slowdown.h"

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace net {

//! The rules of one host: how many requests at once, how many per second, until when none at all, and how
//! much slower after it refused some (Slowdown). Pure logic: the callers say what time it is. Steady times
//! (for the rate) never jump; wall times (for pauses) may, both in milliseconds.
class HostGate
{
public:
    //! @param perHost requests in flight; @param rate requests per second, 0 = no limit.
    HostGate(int perHost, double rate);

    //! Other limits from now on; what is under way stays under way.
    void setLimits(int perHost, double rate);

    int inFlight() const { return m_inFlight; }
    bool hasRoom() const { return m_inFlight < m_perHost; }
    //! Milliseconds until the rate lets the next request go; 0 = now.
    qint64 waitMs(qint64 steadyMs);
    //! Lets one request go. The ticket tells the pauses apart that it was sent before or after.
    quint64 begin(qint64 steadyMs);
    void end();

    bool isPaused(qint64 wallMs);
    qint64 pausedUntilMs() const { return m_pausedUntilMs; }
    //! Nothing before that time; an earlier end than the present one is ignored, a time that has passed ends
    //! the pause. Returns whether that is news to those who wait.
    bool pauseUntil(qint64 untilMs, qint64 wallMs);
    //! The host said "too many": a pause as long as it asks for, or an escalating one when it does not say.
    //! The rate is halved. Requests that were under way when a pause began do neither escalate it nor halve
    //! the rate again. Returns whether the pause is news.
    bool throttled(quint64 ticket, std::optional<std::chrono::milliseconds> retryAfter, qint64 steadyMs,
                   qint64 wallMs);
    //! A proper answer to a request that was sent after the last pause: the next default pause is short
    //! again, and the rate recovers with time.
    void answered(quint64 ticket, qint64 steadyMs);

    //! The part of its rate that the host gets: 1 = the whole, 1/16 at least.
    double rateFactor() const { return m_slowdown.factor(); }
    //! Takes over a factor that somebody else measured; it only lowers.
    void slowTo(double factor, qint64 steadyMs);

    //! Whether nothing is remembered that matters later; a gate that is slowed down is never idle.
    bool isIdle(qint64 steadyMs, qint64 wallMs);

private:
    void refill(qint64 steadyMs);
    //! Requests per second at present; 0 = no limit.
    double rate() const { return m_slowdown.limited(m_rate); }
    double capacity() const;

    int m_perHost;
    double m_rate; //!< as configured
    Slowdown m_slowdown;
    double m_tokens;
    qint64 m_refilledMs = 0;
    int m_inFlight = 0;
    qint64 m_pausedSinceMs = 0;
    qint64 m_pausedUntilMs = 0;
    quint64 m_pauses = 0;
    int m_escalation = 0;
};

} // namespace net

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace net {

//! The rules of one host: how many requests at once, how many per second, and until when none at all. Pure
//! logic: the callers say what time it is. Steady times (for the rate) never jump; wall times (for pauses)
//! may, both in milliseconds.
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
    //! Requests that were under way when a pause began do not escalate it. Returns whether that is news.
    bool throttled(quint64 ticket, std::optional<std::chrono::milliseconds> retryAfter, qint64 wallMs);
    //! A proper answer to a request that was sent after the last pause: the next default pause is short
    //! again.
    void answered(quint64 ticket);

    //! Whether nothing is remembered that a new gate would not know.
    bool isIdle(qint64 steadyMs, qint64 wallMs);

private:
    void refill(qint64 steadyMs);

    int m_perHost;
    double m_rate;
    double m_capacity;
    double m_tokens;
    qint64 m_refilledMs = 0;
    int m_inFlight = 0;
    qint64 m_pausedSinceMs = 0;
    qint64 m_pausedUntilMs = 0;
    quint64 m_pauses = 0;
    int m_escalation = 0;
};

} // namespace net

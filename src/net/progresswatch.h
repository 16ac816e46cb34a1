// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace net {

//! Decides when an answer is too slow: nothing at all for timeoutMs, or over a window of timeoutMs fewer
//! bytes than the least speed. Times are steady milliseconds.
class ProgressWatch
{
public:
    ProgressWatch(int timeoutMs, int minBytesPerSecond, qint64 nowMs)
        : m_timeoutMs(timeoutMs), m_minBytesPerSecond(minBytesPerSecond)
    {
        restart(nowMs);
    }

    //! The body begins, or nobody could look for a while (the machine slept).
    void restart(qint64 nowMs)
    {
        m_progressMs = nowMs;
        m_windowMs = nowMs;
        m_windowBytes = 0;
        m_moving = false;
    }
    void received(qint64 bytes, qint64 nowMs)
    {
        if (bytes <= 0)
            return;
        m_progressMs = nowMs;
        m_windowBytes += bytes;
        m_moving = true;
    }
    bool isTooSlow(qint64 nowMs)
    {
        if (nowMs - m_progressMs >= m_timeoutMs)
            return true;
        const qint64 window = nowMs - m_windowMs;
        if (!m_moving || window < m_timeoutMs)
            return false;
        const bool slow = m_windowBytes * 1000 < m_minBytesPerSecond * window;
        m_windowMs = nowMs;
        m_windowBytes = 0;
        return slow;
    }

private:
    qint64 m_timeoutMs;
    qint64 m_minBytesPerSecond;
    qint64 m_progressMs = 0;
    qint64 m_windowMs = 0;
    qint64 m_windowBytes = 0;
    bool m_moving = false;
};

} // namespace net

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>

namespace pipeline {

//! How many steps end in a short while: a worker may claim as many at once without holding leases for long.
//! One thread.
class Pace
{
public:
    void count(int ended)
    {
        turn();
        m_now += ended;
    }
    //! Of the last span or the present one.
    int recent()
    {
        turn();
        return qMax(m_last, m_now);
    }

private:
    static constexpr int kSpanMs = 200;

    void turn()
    {
        if (m_span.isValid() && !m_span.hasExpired(kSpanMs))
            return;
        m_last = m_span.isValid() && !m_span.hasExpired(qint64(2) * kSpanMs) ? m_now : 0;
        m_now = 0;
        m_span.start();
    }

    QElapsedTimer m_span;
    int m_now = 0;
    int m_last = 0;
};

} // namespace pipeline

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/slowdown.h"

#include <algorithm>

namespace net {

namespace {

constexpr qint64 kStretchMs = 10'000;
constexpr double kStep = 0.25;
//! Half of it is the lowest limit to begin with: one request per second.
constexpr double kLeastBase = 2;

} // namespace

void RecentRate::advance(qint64 steadyMs)
{
    const qint64 second = std::max(steadyMs / 1000, m_second);
    const qint64 passed = std::min(second - m_second, kSeconds);
    for (qint64 i = 0; i < passed; ++i) {
        int &count = m_counts[static_cast<size_t>((second - i) % kSeconds)];
        m_sum -= count;
        count = 0;
    }
    m_second = second;
}

void RecentRate::add(qint64 steadyMs)
{
    advance(steadyMs);
    if (m_sum == 0)
        m_sinceMs = steadyMs;
    ++m_counts[static_cast<size_t>(m_second % kSeconds)];
    ++m_sum;
}

double RecentRate::perSecond(qint64 steadyMs)
{
    advance(steadyMs);
    const qint64 fromMs = std::max(m_sinceMs, (m_second - kSeconds + 1) * 1000);
    return m_sum * 1000.0 / static_cast<double>(std::max<qint64>(steadyMs - fromMs, 1000));
}

double Slowdown::limited(double rate) const
{
    if (isWhole())
        return rate;
    return (rate > 0 ? rate : m_base) * m_factor;
}

void Slowdown::refused(bool newWave, qint64 steadyMs)
{
    m_goodSinceMs.reset();
    if (newWave)
        lowerTo(std::max(m_factor / 2, kLeast), steadyMs);
}

void Slowdown::answered(qint64 steadyMs)
{
    if (isWhole())
        return;
    if (!m_goodSinceMs) {
        m_goodSinceMs = steadyMs;
        return;
    }
    if (steadyMs - *m_goodSinceMs < kStretchMs)
        return;
    m_factor = std::min(m_factor + kStep, 1.0);
    m_goodSinceMs = steadyMs;
}

void Slowdown::lowerTo(double factor, qint64 steadyMs)
{
    if (!(factor > 0 && factor < m_factor))
        return;
    if (isWhole())
        m_base = std::max(m_recent.perSecond(steadyMs), kLeastBase);
    m_factor = std::max(factor, kLeast);
    m_goodSinceMs.reset();
}

} // namespace net

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requestwindow.h"

#include <algorithm>

namespace core {

namespace {

//! Rounded down also before 1970, where a machine without a clock battery may wake up.
qint64 bucketOf(const QDateTime &time, qint64 bucketMs)
{
    const qint64 ms = time.toMSecsSinceEpoch();
    return ms >= 0 ? ms / bucketMs : -((-ms + bucketMs - 1) / bucketMs);
}

} // namespace

RequestWindow::RequestWindow(std::chrono::milliseconds length)
    : m_bucketMs(std::max<qint64>(1, length.count() / kBuckets))
{
}

int RequestWindow::bucketsPast(const QDateTime &now) const
{
    const qint64 past = bucketOf(now, m_bucketMs) - m_latest;
    if (past < -kBuckets)
        return kBuckets; // else the counts would stay until the clock is where it was
    return static_cast<int>(std::clamp<qint64>(past, 0, kBuckets));
}

void RequestWindow::add(int requests, int failures, const QDateTime &now)
{
    const int past = bucketsPast(now);
    if (past > 0) {
        std::move_backward(m_counts.begin(), m_counts.end() - past, m_counts.end());
        std::fill_n(m_counts.begin(), past, Counts());
        m_latest = bucketOf(now, m_bucketMs);
    }
    m_counts.front().requests += requests;
    m_counts.front().failures += failures;
}

RequestWindow::Counts RequestWindow::sum(const QDateTime &now) const
{
    Counts all;
    for (int i = 0; i < kBuckets - bucketsPast(now); ++i) {
        all.requests += m_counts[i].requests;
        all.failures += m_counts[i].failures;
    }
    return all;
}

int RequestWindow::requests(const QDateTime &now) const
{
    return sum(now).requests;
}

int RequestWindow::failures(const QDateTime &now) const
{
    return sum(now).failures;
}

void RequestWindow::clear()
{
    m_counts.fill(Counts());
}

} // namespace core

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <array>
#include <chrono>

namespace core {

//! How many requests ended and how many of them failed in the last while, for the breaker of one host. Counts
//! leave a sixth of the window at a time. Times are wall times: a clock set back by less than the window
//! counts for its latest part, one set back further empties it, one set ahead lets the counts leave.
class RequestWindow
{
public:
    explicit RequestWindow(std::chrono::milliseconds length = std::chrono::minutes(1));

    //! @param requests all that ended, the failed ones included.
    void add(int requests, int failures, const QDateTime &now);
    int requests(const QDateTime &now) const;
    int failures(const QDateTime &now) const;
    void clear();

private:
    struct Counts
    {
        int requests = 0;
        int failures = 0;
    };
    static constexpr int kBuckets = 6;

    //! How many buckets the time is past the latest; at most kBuckets, which none of the counts outlives.
    int bucketsPast(const QDateTime &now) const;
    Counts sum(const QDateTime &now) const;

    qint64 m_bucketMs;
    qint64 m_latest = 0; //!< number of the bucket that m_counts begins with, since the epoch
    std::array<Counts, kBuckets> m_counts; //!< the latest first
};

} // namespace core

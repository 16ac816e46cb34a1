// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/clock.h"

#include <chrono>
#include <optional>

namespace core {

//! When a failed step is tried again: exponential with a cap, jitter on top of the floor, never before
//! Retry-After.
struct Backoff
{
    std::chrono::milliseconds base{30'000};
    std::chrono::milliseconds cap{3'600'000};
    double jitter = 0.25; //!< at most this share of the delay is added
    double factor = 2;    //!< at least 1

    //! The delay without jitter after this many attempts (1 = the first): base × factor^(attempts − 1), at
    //! most cap.
    std::chrono::milliseconds floor(int attempts) const;
    //! The floor, raised to retryAfter if that is later, plus jitter.
    std::chrono::milliseconds delay(int attempts, std::optional<std::chrono::milliseconds> retryAfter,
                                    const Random &random) const;
};

//! The backoff of a policy: what it sets itself, else the workspace's, sixteen times as long for a long
//! backoff. A base of its own above the workspace's cap raises the cap; a cap of its own holds for any base.
Backoff backoffFor(const CausePolicy &policy, const Backoff &workspace);
//! The same with the built-in policy.
Backoff backoffFor(Cause cause, const Backoff &workspace);

//! No host is waited for longer than that, whatever it says.
inline constexpr std::chrono::milliseconds kLongestRetryAfter = std::chrono::hours(24);

//! Retry-After as RFC 9110 section 10.2.3 has it: seconds, or an HTTP date. Absent for anything else.
//! Negative waits become zero; more than a day is cut to a day.
std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &header, const QDateTime &now);

} // namespace core

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>
#include <QStringView>

#include <array>
#include <optional>

namespace core {

//! The class of a failure: the thing an operator fixes once.
enum class Cause {
    Timeout,
    Connection,
    Dns,
    Tls,
    Truncated,
    RateLimited,
    Blocked,
    NotFound,
    ServerError,
    HttpError,
    NotAnImage,
    Undecodable,
    Empty,
    TooLarge,
    TooManyPixels,
    RedirectLoop,
    ForbiddenAddress,
    NotAListing,
    NotAVehicle,
    ParseFailed,
    Conflict,
    Storage,
    Database,
    Cancelled,
    Count
};

//! How failures of a cause are retried (domain facts, section 4).
struct CausePolicy
{
    enum class Retry {
        Backoff,      //!< exponential backoff up to the workspace's retry.max_attempts
        LongBackoff,  //!< the same on a schedule sixteen times as long
        Once,         //!< one more try later, then final
        WhenTold,     //!< when the host says so; the host is paused, the work is held
        NewExtractor, //!< not before the extractor's version changes
        Never,        //!< final at once
        StopWorker    //!< the environment is broken: stop the worker, keep the queue
    };

    Cause cause;
    const char *name;
    Retry retry;
    bool usesAttempt;
    bool countsForBreaker;
};

const CausePolicy &policyFor(Cause cause);
//! The bare name used in columns, JSON and metrics: "rate_limited", …
QLatin1String causeName(Cause cause);
std::optional<Cause> causeFromName(QStringView name);

//! Whether no retry is due by itself after this many attempts that ended with this cause (1 = the first).
//! @param maxAttempts counts all tries, the first too.
bool isFinal(Cause cause, int attempts, int maxAttempts);

} // namespace core

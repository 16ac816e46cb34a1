// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/result.h"
#include "db/queuestore.h"

#include <QDateTime>
#include <QJsonObject>

#include <functional>
#include <optional>

namespace db {
class Connection;
}

namespace pipeline {

//! One leased step of one vehicle, as the worker hands it to its runner.
using Job = db::ClaimedJob;

//! A table accepts this row alone not: an operator decides. Anything else concerns the whole database.
inline bool isRefusal(const core::Error &error)
{
    return error.code == core::ErrorCode::Refused || error.code == core::ErrorCode::Conflict;
}

//! How a run of a step ended. It says what happened; the worker decides what follows.
struct Outcome
{
    enum class Kind {
        Success,     //!< done; something may have changed
        KnownAbsent, //!< the source does not have it: a success with an empty value
        Skipped,     //!< there was nothing to do it with
        Failed,      //!< with a cause
        Held,        //!< its host is closed until heldUntil; uses no attempt
        Cancelled    //!< ended on request; uses no attempt
    };

    Kind kind = Kind::Success;
    std::optional<core::Cause> cause;
    QString message;      //!< one sentence for people
    QString causeText;    //!< what the fingerprint is made of; empty: the message
    QJsonObject metadata; //!< evidence, kept with the attempt
    QString host;
    int httpStatus = 0;
    qint64 bytes = 0;
    qint64 elapsedMs = 0;
    std::optional<qint64> retryAfterMs;
    QDateTime heldUntil;
    QString heldReason;
    QString heldHost; //!< the host that is closed
    bool runAgain =
        false; //!< set by apply: there is more to do by now, the step goes back into the queue at once
    std::optional<core::Step> follow; //!< this step has new input: it is queued unless it is queued already
    bool certificateRefused = false;  //!< a tls failure that a second try confirms
    //! Whether isFinal alone says if the failure is final; else the policy of its cause does.
    bool decidesFinal = false;
    bool isFinal = false; //!< a failure that no further try can mend, whatever its cause
    int imagesRequested = 0;
    int imagesStored = 0;
    int imagesSkipped = 0;
    int imagesFailed = 0;

    //! The writes that belong to this outcome; run on the writer's connection in the transaction that ends
    //! the step. It may turn the outcome into another one (a conflict), and move it to another vehicle.
    std::function<core::Result<void>(db::Connection &, Outcome &)> apply;
    //! Empty: the job's own vehicle. Set by apply when the vehicle was merged into another.
    QString movedTo;
    bool vehicleRemoved =
        false; //!< set by apply when the placeholder was no vehicle; its queue rows are gone

    static Outcome failed(core::Cause cause, const QString &message)
    {
        Outcome outcome;
        outcome.kind = Kind::Failed;
        outcome.cause = cause;
        outcome.message = message;
        return outcome;
    }
    static Outcome fromError(const core::Error &error);
};

//! Names one run of a row among those that have not answered yet: a row that is claimed again has a new
//! token.
inline QString runName(const Job &job)
{
    return job.id + u' ' + job.token;
}

//! Runs one kind of step. Knows nothing of the queue. Lives in the engine's thread; start() returns at once
//! and the callback comes exactly once, later or before start() returns.
class StepRunner
{
public:
    using Done = std::function<void(Outcome)>;

    virtual ~StepRunner() = default;
    virtual void start(const Job &job, Done done) = 0;
    //! Ends the job's run early; its callback then reports Cancelled unless it has ended already.
    virtual void cancel(const Job &job) = 0;
};

} // namespace pipeline

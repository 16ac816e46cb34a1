// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/completion.h"

#include "core/fingerprint.h"
#include "db/batchstore.h"
#include "db/stepstore.h"
#include "extract/listing.h"

#include <QCoreApplication>

#include <limits>

namespace pipeline {

namespace {

using Kind = Outcome::Kind;
using Retry = core::CausePolicy::Retry;

core::StepStatus statusOf(Kind kind)
{
    switch (kind) {
    case Kind::Success:
    case Kind::KnownAbsent:
        return core::StepStatus::Success;
    case Kind::Skipped:
        return core::StepStatus::Skipped;
    case Kind::Failed:
        return core::StepStatus::Failed;
    case Kind::Held:
    case Kind::Cancelled:
        return core::StepStatus::Pending;
    }
    Q_UNREACHABLE();
}

//! Certificate errors are tried twice at most.
bool isFinalFor(const Outcome &outcome, int tries, int maxAttempts)
{
    if (outcome.isFinal || (outcome.certificateRefused && tries >= 2))
        return true;
    return outcome.decidesFinal ? tries >= maxAttempts : core::isFinal(*outcome.cause, tries, maxAttempts);
}

bool usesAttempt(const Outcome &outcome)
{
    return outcome.kind == Kind::Failed && core::policyFor(*outcome.cause).usesAttempt;
}

db::QueueFinish finishFor(const Services &services, const Job &job, const Outcome &outcome,
                          const QDateTime &now)
{
    db::QueueFinish finish;
    finish.retryCount = job.retryCount;
    finish.imagesRequested = outcome.imagesRequested;
    finish.imagesStored = outcome.imagesStored;
    finish.imagesSkipped = outcome.imagesSkipped;
    finish.imagesFailed = outcome.imagesFailed;
    if (outcome.kind == Kind::Held) {
        finish.status = db::QueueFinish::Status::Pending;
        finish.nextRetryAt = outcome.heldUntil;
        finish.heldReason = outcome.heldReason;
        return finish;
    }
    if (outcome.runAgain) {
        finish.status = db::QueueFinish::Status::Pending;
        finish.nextRetryAt = now;
        return finish;
    }
    if (outcome.kind != Kind::Failed)
        return finish;

    const core::Cause cause = *outcome.cause;
    finish.cause = cause;
    finish.retryCount += usesAttempt(outcome) ? 1 : 0;
    const int maxAttempts = job.maxRetries + 1;
    if (isFinalFor(outcome, finish.retryCount, maxAttempts)) {
        finish.status = db::QueueFinish::Status::Dead;
        return finish;
    }
    finish.status = db::QueueFinish::Status::Pending;
    const core::Backoff backoff = core::backoffFor(cause, services.settings.backoff());
    std::optional<std::chrono::milliseconds> retryAfter;
    if (outcome.retryAfterMs)
        retryAfter = std::chrono::milliseconds(*outcome.retryAfterMs);
    finish.nextRetryAt =
        now.addMSecs(backoff.delay(qMax(1, finish.retryCount), retryAfter, services.random).count());
    return finish;
}

db::AttemptRow attemptFor(const Services &services, const Job &job, const Outcome &outcome,
                          const StepEvent &event, const QDateTime &startedAt, const QDateTime &now)
{
    db::AttemptRow attempt;
    attempt.id = core::newId();
    attempt.vehicleId = event.vehicleId;
    attempt.step = job.step;
    attempt.status = event.status;
    attempt.metadata = outcome.metadata;
    if (outcome.kind == Kind::KnownAbsent)
        attempt.metadata.insert(QStringLiteral("known_absent"), true);
    attempt.errorMessage = outcome.message;
    if (outcome.kind == Kind::Failed) {
        attempt.cause = outcome.cause;
        const QString &text = outcome.causeText.isEmpty() ? outcome.message : outcome.causeText;
        attempt.fingerprint = core::fingerprintOf(*outcome.cause, text);
    }
    attempt.host = outcome.host;
    attempt.httpStatus = outcome.httpStatus;
    attempt.bytes = outcome.bytes;
    attempt.elapsedMs = outcome.elapsedMs;
    attempt.worker = services.workerName;
    attempt.batchId = job.batchId;
    attempt.attemptNumber = job.retryCount + 1;
    attempt.createdAt = startedAt;
    attempt.completedAt = now;
    return attempt;
}

//! A step that ended on request goes back untried; its batch, if that was cancelled, takes its rows back.
core::Result<void> handBack(db::Connection &connection, const Job &job)
{
    if (auto released = db::QueueStore(connection).release(job); !released || job.batchId.isEmpty())
        return released;
    db::BatchStore batches(connection);
    const auto batch = batches.byId(job.batchId);
    if (!batch)
        return batch.error();
    if (!batch->isCancelled)
        return {};
    auto cancelled = batches.cancel(job.batchId);
    return cancelled ? core::Result<void>() : core::Result<void>(cancelled.error());
}

core::Result<void> queueFollower(Services &services, const Job &job, const QString &vehicleId,
                                 core::Step step)
{
    db::QueueRequest request;
    request.vehicleId = vehicleId;
    request.step = step;
    request.batchId = job.batchId;
    request.reason = job.reason;
    request.at = services.now();
    request.maxRetries = job.maxRetries;
    const auto queued = db::QueueStore(*services.connection).enqueueUnlessActive(request, request.at);
    return queued ? core::Result<void>() : core::Result<void>(queued.error());
}

core::Result<void> write(Services &services, Outcome &outcome, StepEvent &event, const QDateTime &startedAt)
{
    db::Connection &connection = *services.connection;
    const Job &job = event.job;
    db::QueueStore queue(connection);
    const auto held = queue.holdsLease(job);
    if (!held)
        return held.error();
    if (!*held) {
        return core::Error{core::ErrorCode::Conflict,
                           QCoreApplication::translate("pipeline", "Another worker took this step over."),
                           job.id};
    }
    if (outcome.apply) {
        if (auto applied = outcome.apply(connection, outcome); !applied)
            return applied;
    }
    if (outcome.kind == Kind::Cancelled)
        return handBack(connection, job);

    const QDateTime now = services.now();
    event.status = statusOf(outcome.kind);
    if (outcome.vehicleRemoved)
        event.vehicleId.clear();
    else if (!outcome.movedTo.isEmpty())
        event.vehicleId = outcome.movedTo;
    const db::QueueFinish finish = finishFor(services, job, outcome, now);
    event.isDead = finish.status == db::QueueFinish::Status::Dead;
    event.willRetry = finish.status == db::QueueFinish::Status::Pending;
    event.nextRetryAt = finish.nextRetryAt;
    if (outcome.kind != Kind::Held) {
        const bool isFinal = outcome.kind == Kind::Failed &&
                             isFinalFor(outcome, finish.retryCount, std::numeric_limits<int>::max());
        const auto attempt = attemptFor(services, job, outcome, event, startedAt, now);
        auto recorded = db::StepStore(connection)
                            .record(attempt, usesAttempt(outcome), isFinal, extract::kExtractorVersion);
        if (!recorded)
            return recorded;
    }
    // The queue rows of a placeholder went with it; those of a merged one were moved or, where the other
    // vehicle has the same step queued, went with it too.
    const auto finished = queue.finish(job, finish, now);
    const bool rowMayBeGone = outcome.vehicleRemoved || !outcome.movedTo.isEmpty();
    if (!finished && !(rowMayBeGone && finished.error().code == core::ErrorCode::Conflict))
        return finished;
    if (outcome.follow && !event.vehicleId.isEmpty())
        return queueFollower(services, job, event.vehicleId, *outcome.follow);
    return {};
}

} // namespace

core::Result<StepEvent> completeStep(Services &services, const Job &job, Outcome outcome,
                                     const QDateTime &startedAt)
{
    StepEvent event;
    event.job = job;
    event.vehicleId = job.vehicleId;
    auto written =
        db::inTransaction(*services.connection, [&] { return write(services, outcome, event, startedAt); });
    if (!written)
        return written.error();
    event.outcome = std::move(outcome);
    event.outcome.apply = nullptr;
    return event;
}

} // namespace pipeline

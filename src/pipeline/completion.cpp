// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/completion.h"

#include "core/fingerprint.h"
#include "db/causestore.h"
#include "db/stepstore.h"
#include "extract/listing.h"
#include "pipeline/hostkeeper.h"

#include <QCoreApplication>

namespace pipeline {

namespace {

using Kind = Outcome::Kind;

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
bool isFinalByNature(const core::CausePolicy &policy, const Outcome &outcome, int tries)
{
    return outcome.isFinal || (outcome.certificateRefused && tries >= 2) ||
           (!outcome.decidesFinal && core::isFinalByNature(policy, tries));
}

bool isFinalNow(const core::CausePolicy &policy, const Outcome &outcome, int tries, int maxAttempts)
{
    if (isFinalByNature(policy, outcome, tries))
        return true;
    return outcome.decidesFinal ? tries >= policy.maxAttempts.value_or(maxAttempts)
                                : core::isFinal(policy, tries, maxAttempts);
}

//! A probe goes to a host that is known to be down: its failure says nothing about the step.
bool usesAttempt(const Services &services, const Job &job, const Outcome &outcome)
{
    if (outcome.kind != Kind::Failed)
        return false;
    const core::CausePolicy &policy = services.policies.of(*outcome.cause);
    return policy.usesAttempt && !(job.isProbe && policy.countsForBreaker);
}

QString resultOf(Kind kind)
{
    switch (kind) {
    case Kind::Success:
        return QStringLiteral("success");
    case Kind::KnownAbsent:
        return QStringLiteral("known_absent");
    case Kind::Skipped:
        return QStringLiteral("skipped");
    case Kind::Failed:
    case Kind::Held:
    case Kind::Cancelled:
        return {};
    }
    Q_UNREACHABLE();
}

QString fingerprintFor(const Outcome &outcome)
{
    if (outcome.kind != Kind::Failed)
        return {};
    return core::fingerprintOf(*outcome.cause,
                               outcome.causeText.isEmpty() ? outcome.message : outcome.causeText);
}

//! @param ruledFinal somebody said that failures like this one are final.
db::QueueFinish finishFor(const Services &services, const Job &job, const Outcome &outcome, bool ruledFinal,
                          const QDateTime &now)
{
    db::QueueFinish finish;
    finish.result = resultOf(outcome.kind);
    finish.message = outcome.message;
    finish.retryCount = job.retryCount;
    finish.imagesRequested = outcome.imagesRequested;
    finish.imagesStored = outcome.imagesStored;
    finish.imagesSkipped = outcome.imagesSkipped;
    finish.imagesFailed = outcome.imagesFailed;
    if (outcome.kind == Kind::Held) {
        finish.status = db::QueueFinish::Status::Pending;
        // Nobody claims from an open gate: there the row waits for its breaker, whatever time that takes.
        finish.nextRetryAt = outcome.heldReason == kBreakerOpen ? now : outcome.heldUntil;
        finish.heldReason = outcome.heldReason;
        finish.host = outcome.heldHost;
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
    const core::CausePolicy &policy = services.policies.of(cause);
    finish.cause = cause;
    finish.fingerprint = fingerprintFor(outcome);
    finish.retryCount += usesAttempt(services, job, outcome) ? 1 : 0;
    if (ruledFinal || isFinalNow(policy, outcome, finish.retryCount, job.maxRetries + 1)) {
        finish.status = db::QueueFinish::Status::Dead;
        return finish;
    }
    finish.status = db::QueueFinish::Status::Pending;
    if (job.host.isEmpty()) // images of an import: the gate they wait at is known from here on
        finish.host = outcome.host;
    const core::Backoff backoff = core::backoffFor(policy, services.settings.backoff());
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
        attempt.fingerprint = fingerprintFor(outcome);
    }
    attempt.host = outcome.host;
    attempt.httpStatus = outcome.httpStatus;
    attempt.bytes = outcome.bytes;
    attempt.elapsedMs = outcome.elapsedMs;
    attempt.worker = services.workerName;
    attempt.batchId = job.batchId;
    attempt.reason = job.reason;
    attempt.isDead = event.isDead;
    attempt.attemptNumber = job.retryCount + 1;
    attempt.createdAt = startedAt;
    attempt.completedAt = now;
    return attempt;
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

//! What the tables of others do not accept is a failure of this step alone, for an operator to decide; what
//! was written of it is undone.
core::Result<void> apply(db::Connection &connection, Outcome &outcome)
{
    if (!outcome.apply)
        return {};
    const Outcome before = outcome;
    const auto applied = db::inSavepoint(connection, [&] { return outcome.apply(connection, outcome); });
    if (applied || !isRefusal(applied.error()))
        return applied;
    outcome = before;
    outcome.kind = Kind::Failed;
    outcome.cause = core::Cause::Conflict;
    outcome.message = applied.error().message;
    outcome.follow.reset();
    return {};
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
    if (auto applied = apply(connection, outcome); !applied)
        return applied;
    if (outcome.kind == Kind::Cancelled)
        return queue.release(job);

    const QDateTime now = services.now();
    event.status = statusOf(outcome.kind);
    if (outcome.vehicleRemoved)
        event.vehicleId.clear();
    else if (!outcome.movedTo.isEmpty())
        event.vehicleId = outcome.movedTo;
    const auto rule = db::CauseStore(connection).ruleFor(fingerprintFor(outcome), now);
    if (!rule)
        return rule.error();
    const bool ruledFinal = *rule == db::CauseRule::Action::Final;
    const db::QueueFinish finish = finishFor(services, job, outcome, ruledFinal, now);
    event.isDead = finish.status == db::QueueFinish::Status::Dead;
    event.willRetry = finish.status == db::QueueFinish::Status::Pending;
    event.nextRetryAt = finish.nextRetryAt;
    if (outcome.kind != Kind::Held) {
        const bool byNature =
            outcome.kind == Kind::Failed &&
            isFinalByNature(services.policies.of(*outcome.cause), outcome, finish.retryCount);
        const auto finality = byNature     ? db::Finality::ByNature
                              : ruledFinal ? db::Finality::ByRule
                                           : db::Finality::None;
        const auto attempt = attemptFor(services, job, outcome, event, startedAt, now);
        auto recorded =
            db::StepStore(connection)
                .record(attempt, usesAttempt(services, job, outcome), finality, extract::kExtractorVersion);
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

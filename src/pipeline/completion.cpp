// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/completion.h"

#include "core/fingerprint.h"
#include "db/causestore.h"
#include "db/stepstore.h"
#include "extract/listing.h"
#include "pipeline/hostkeeper.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>

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
    attempt.id = core::newOrderedId();
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
    outcome.causeText.clear();
    outcome.follow.reset();
    // What the step judged was another failure.
    outcome.decidesFinal = false;
    outcome.isFinal = false;
    outcome.certificateRefused = false;
    outcome.retryAfterMs.reset();
    return {};
}

core::Error lostLease(const Job &job)
{
    return {core::ErrorCode::Conflict,
            QCoreApplication::translate("pipeline", "Another worker took this step over."), job.id};
}

//! One end on its way into the rows.
struct Ending
{
    StepEvent event; // with the job and the outcome
    QDateTime startedAt;
    db::QueueFinish finish;
    bool isLost = false;

    bool isWritten() const { return !isLost && event.outcome.kind != Kind::Cancelled; }
    // The queue rows of a placeholder went with it; those of a merged one were moved or, where the other
    // vehicle has the same step queued, went with it too.
    bool movesRows() const { return event.outcome.vehicleRemoved || !event.outcome.movedTo.isEmpty(); }
};

//! Writes the ends of steps as one; runs inside their transaction. An error undoes all of them.
class Completion
{
public:
    Completion(Services &services, const std::vector<EndedStep> &steps)
        : m_services(services), m_queue(*services.connection), m_now(services.now())
    {
        for (const EndedStep &step : steps) {
            Ending &ending = m_endings.emplace_back();
            ending.event.job = step.job;
            ending.event.vehicleId = step.job.vehicleId;
            ending.event.outcome = step.outcome;
            ending.startedAt = step.startedAt;
        }
    }

    core::Result<void> write();
    std::vector<core::Result<StepEvent>> answers();

private:
    core::Result<void> holdRules();
    core::Result<void> applyEffects();
    core::Result<void> markLost(const std::vector<Job> &jobs);
    core::Result<void> decide(Ending &ending);
    core::Result<bool> isRuledFinal(const QString &fingerprint);
    core::Result<void> finishRows();
    core::Result<void> record();
    core::Result<void> follow();

    Services &m_services;
    db::QueueStore m_queue;
    const QDateTime m_now;
    std::vector<Ending> m_endings;
    QHash<QString, bool> m_ruledFinal; // by fingerprint
};

//! Before anything else is locked: what failed is judged by rules that hold until its rows say so.
core::Result<void> Completion::holdRules()
{
    const auto mayComeBack = [](const Ending &ending) {
        const Outcome &outcome = ending.event.outcome;
        return outcome.kind != Kind::Success && outcome.kind != Kind::KnownAbsent &&
               outcome.kind != Kind::Skipped;
    };
    return std::any_of(m_endings.begin(), m_endings.end(), mayComeBack) ? m_queue.holdRules()
                                                                        : core::Result<void>();
}

core::Result<void> Completion::write()
{
    for (const auto step : {&Completion::holdRules, &Completion::applyEffects, &Completion::finishRows,
                            &Completion::record, &Completion::follow}) {
        if (auto done = (this->*step)(); !done)
            return done;
    }
    return {};
}

//! What a step changes is changed under its lease; a step that was cancelled hands its row back.
core::Result<void> Completion::applyEffects()
{
    std::vector<Job> jobs;
    for (const Ending &ending : m_endings) {
        if (ending.event.outcome.apply || ending.event.outcome.kind == Kind::Cancelled)
            jobs.push_back(ending.event.job);
    }
    if (auto known = markLost(jobs); !known)
        return known;
    for (Ending &ending : m_endings) {
        Outcome &outcome = ending.event.outcome;
        if (!ending.isLost) {
            if (auto applied = apply(*m_services.connection, outcome); !applied)
                return applied;
        }
        // What moves the rows of a vehicle may move those of another step that has ended.
        if (ending.movesRows() && m_endings.size() > 1)
            return lostLease(ending.event.job);
        if (!ending.isLost && outcome.kind == Kind::Cancelled) {
            if (auto released = m_queue.release(ending.event.job); !released)
                return released;
        }
    }
    return {};
}

core::Result<void> Completion::markLost(const std::vector<Job> &jobs)
{
    if (jobs.empty())
        return {};
    const auto held = m_queue.heldLeases(jobs);
    if (!held)
        return held.error();
    QSet<QString> lost;
    for (const Job &job : jobs)
        lost.insert(job.id);
    for (const QString &id : *held)
        lost.remove(id);
    for (Ending &ending : m_endings)
        ending.isLost = lost.contains(ending.event.job.id);
    return {};
}

core::Result<bool> Completion::isRuledFinal(const QString &fingerprint)
{
    if (fingerprint.isEmpty())
        return false;
    if (!m_ruledFinal.contains(fingerprint)) {
        const auto rule = db::CauseStore(*m_services.connection).ruleFor(fingerprint, m_now);
        if (!rule)
            return rule.error();
        m_ruledFinal.insert(fingerprint, *rule == db::CauseRule::Action::Final);
    }
    return m_ruledFinal.value(fingerprint);
}

//! What follows from an outcome.
core::Result<void> Completion::decide(Ending &ending)
{
    StepEvent &event = ending.event;
    const Outcome &outcome = event.outcome;
    const auto ruledFinal = isRuledFinal(fingerprintFor(outcome));
    if (!ruledFinal)
        return ruledFinal.error();
    event.status = statusOf(outcome.kind);
    if (outcome.vehicleRemoved)
        event.vehicleId.clear();
    else if (!outcome.movedTo.isEmpty())
        event.vehicleId = outcome.movedTo;
    ending.finish = finishFor(m_services, event.job, outcome, *ruledFinal, m_now);
    event.isDead = ending.finish.status == db::QueueFinish::Status::Dead;
    event.willRetry = ending.finish.status == db::QueueFinish::Status::Pending;
    event.nextRetryAt = ending.finish.nextRetryAt;
    return {};
}

core::Result<void> Completion::finishRows()
{
    std::vector<db::EndedJob> ended;
    for (Ending &ending : m_endings) {
        if (!ending.isWritten())
            continue;
        if (auto decided = decide(ending); !decided)
            return decided;
        ended.push_back({ending.event.job, ending.finish});
    }
    const auto lost = m_queue.finish(ended, m_now);
    if (!lost)
        return lost.error();
    for (Ending &ending : m_endings) {
        if (!ending.isWritten() || ending.movesRows() || !lost->contains(ending.event.job.id))
            continue;
        if (ending.event.outcome.apply) // its effects are undone with it
            return lostLease(ending.event.job);
        ending.isLost = true;
    }
    return {};
}

core::Result<void> Completion::record()
{
    std::vector<db::StepRecord> records;
    for (const Ending &ending : m_endings) {
        const Outcome &outcome = ending.event.outcome;
        const Job &job = ending.event.job;
        if (!ending.isWritten() || outcome.kind == Kind::Held)
            continue;
        const bool byNature =
            outcome.kind == Kind::Failed &&
            isFinalByNature(m_services.policies.of(*outcome.cause), outcome, ending.finish.retryCount);
        const auto finality = byNature                                        ? db::Finality::ByNature
                              : m_ruledFinal.value(ending.finish.fingerprint) ? db::Finality::ByRule
                                                                              : db::Finality::None;
        records.push_back({attemptFor(m_services, job, outcome, ending.event, ending.startedAt, m_now),
                           usesAttempt(m_services, job, outcome), finality, extract::kExtractorVersion});
    }
    return db::StepStore(*m_services.connection).record(records);
}

core::Result<void> Completion::follow()
{
    for (const Ending &ending : m_endings) {
        const StepEvent &event = ending.event;
        if (!ending.isWritten() || !event.outcome.follow || event.vehicleId.isEmpty())
            continue;
        if (auto queued = queueFollower(m_services, event.job, event.vehicleId, *event.outcome.follow);
            !queued)
            return queued;
    }
    return {};
}

std::vector<core::Result<StepEvent>> Completion::answers()
{
    std::vector<core::Result<StepEvent>> answers;
    for (Ending &ending : m_endings) {
        ending.event.outcome.apply = nullptr;
        if (ending.isLost)
            answers.emplace_back(lostLease(ending.event.job));
        else
            answers.emplace_back(std::move(ending.event));
    }
    return answers;
}

} // namespace

std::vector<core::Result<StepEvent>> completeSteps(Services &services, const std::vector<EndedStep> &steps)
{
    Completion completion(services, steps);
    const auto written = db::inTransaction(*services.connection, [&] { return completion.write(); });
    if (written)
        return completion.answers();
    std::vector<core::Result<StepEvent>> answers;
    if (steps.size() == 1 || written.error().code == core::ErrorCode::Busy) {
        answers.assign(steps.size(), written.error());
        return answers;
    }
    for (const EndedStep &step : steps)
        answers.push_back(completeSteps(services, {step}).front());
    return answers;
}

core::Result<StepEvent> completeStep(Services &services, const Job &job, Outcome outcome,
                                     const QDateTime &startedAt)
{
    return completeSteps(services, {EndedStep{job, std::move(outcome), startedAt}}).front();
}

} // namespace pipeline

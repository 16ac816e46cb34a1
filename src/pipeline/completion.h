// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/services.h"
#include "pipeline/steprunner.h"

namespace pipeline {

//! What a step's end came to, as the rows now say.
struct StepEvent
{
    Job job;
    QString vehicleId; //!< where the attempt belongs now; empty when the placeholder was removed
    Outcome outcome;
    core::StepStatus status = core::StepStatus::Success;
    bool willRetry = false;
    bool isDead = false;
    QDateTime nextRetryAt;
};

//! A step that has ended, until that is written.
struct EndedStep
{
    Job job;
    Outcome outcome;
    QDateTime startedAt;
};

//! Ends steps in one transaction: their effects, their attempts, their queue rows. An answer for each, in
//! their order. A Conflict error means that the lease was lost and nothing of that step was written. Where
//! one of them cannot be written, or merges vehicles, each gets a transaction of its own; of a busy database
//! all get the error.
std::vector<core::Result<StepEvent>> completeSteps(Services &services, const std::vector<EndedStep> &steps);
core::Result<StepEvent> completeStep(Services &services, const Job &job, Outcome outcome,
                                     const QDateTime &startedAt);

} // namespace pipeline

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

//! Ends a step in one transaction: its effects, its attempt, its queue row. A Conflict error means that the
//! lease was lost and nothing was written.
core::Result<StepEvent> completeStep(Services &services, const Job &job, Outcome outcome,
                                     const QDateTime &startedAt);

} // namespace pipeline

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/stepspanel.h"

#include "gui/icons.h"
#include "models/words.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

namespace gui {

using models::numberText;

namespace {

models::State stateOf(const db::StepState &step)
{
    if (step.queueStatus == QLatin1String("running"))
        return models::State::Running;
    const bool hasFailed = step.last && step.last->status == core::StepStatus::Failed;
    // Nothing else says that a page is missing: its last run does.
    if (step.missing || (hasFailed && step.step == core::Step::FetchListing))
        return hasFailed ? models::State::Failed : models::State::Missing;
    if (!step.last && !step.queueStatus.isEmpty())
        return models::State::Missing;
    return step.last && step.last->status == core::StepStatus::Skipped ? models::State::Ignored
                                                                       : models::State::Ok;
}

QString stateText(const db::StepState &step, const db::FailureRow &row)
{
    if (step.queueStatus == QLatin1String("running"))
        return StepsPanel::tr("running");
    if (step.missing && step.step == core::Step::BackfillImages && row.expectedCount > 0)
        return StepsPanel::tr("%1 of %2 missing")
            .arg(numberText(row.missingCount), numberText(row.expectedCount));
    if (step.missing)
        return StepsPanel::tr("missing");
    if (step.last && step.last->status == core::StepStatus::Failed)
        return step.step == core::Step::FetchListing ? models::stepStatusWord(step.last->status)
                                                     : StepsPanel::tr("nothing missing; the last run failed");
    if (step.last)
        return models::stepStatusWord(step.last->status);
    return step.queueStatus.isEmpty() ? StepsPanel::tr("nothing missing") : StepsPanel::tr("waiting");
}

//! The row says why the vehicle's queued work waits, not of which step: of the only one that is queued, or
//! else of the one that failed last.
bool isHeld(const db::StepState &step, const db::VehicleDetail &detail)
{
    if (detail.row.heldReason.isEmpty() || step.queueStatus != QLatin1String("pending"))
        return false;
    const auto queued =
        std::count_if(detail.steps.begin(), detail.steps.end(), [](const db::StepState &other) {
            return other.queueStatus == QLatin1String("pending");
        });
    return queued == 1 || detail.row.lastStep == step.step;
}

QString nextText(const db::StepState &step, const db::VehicleDetail &detail)
{
    if (step.queueStatus == QLatin1String("dead"))
        return StepsPanel::tr("given up: not retried by itself");
    if (!step.nextRetryAt.isValid())
        return {};
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (isHeld(step, detail))
        return models::heldWords(detail.row.heldReason, detail.row.nextRetryAt, now);
    if (step.nextRetryAt <= now)
        return StepsPanel::tr("retry is due");
    return StepsPanel::tr("next retry %1").arg(models::relativeTime(step.nextRetryAt, now));
}

} // namespace

StepsPanel::StepsPanel(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(8, 8, 8, 8);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(4);
    for (const core::Step step : core::kAllSteps)
        addStep(step);
    m_grid->setColumnStretch(6, 1);
    m_grid->setRowStretch(m_grid->rowCount(), 1);
}

void StepsPanel::addStep(core::Step step)
{
    const auto label = [this](const char *name, core::Step which) {
        auto *made = new QLabel(this);
        made->setTextFormat(Qt::PlainText);
        made->setObjectName(QLatin1String(name) + core::stepName(which));
        return made;
    };
    Line line{new QLabel(this), label("stepState_", step), label("stepCause_", step),
              label("stepNext_", step), new QPushButton(icon("retry"), tr("Retry"), this)};
    line.retry->setObjectName(QStringLiteral("retryStepButton_") + core::stepName(step));
    line.retry->setToolTip(tr("Retries only the step “%1” of this vehicle").arg(models::stepWord(step)));
    connect(line.retry, &QPushButton::clicked, this, [this, step] { emit retryStep(step); });
    auto *name = new QLabel(models::stepWord(step), this);
    const int row = m_grid->rowCount();
    int column = 0;
    for (QWidget *widget : {static_cast<QWidget *>(line.shape), static_cast<QWidget *>(name),
                            static_cast<QWidget *>(line.state), static_cast<QWidget *>(line.retry),
                            static_cast<QWidget *>(line.cause), static_cast<QWidget *>(line.next)})
        m_grid->addWidget(widget, row, column++);
    m_lines.emplace(step, line);
}

void StepsPanel::showSteps(const db::VehicleDetail &detail)
{
    for (const db::StepState &step : detail.steps)
        showStep(step, detail);
}

void StepsPanel::showStep(const db::StepState &step, const db::VehicleDetail &detail)
{
    const Line &line = m_lines.at(step.step);
    const int extent = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    line.shape->setPixmap(stateIcon(stateOf(step)).pixmap(extent));
    line.state->setText(stateText(step, detail.row));
    const bool showCause = step.last && step.last->cause && step.last->status == core::StepStatus::Failed;
    line.cause->setText(showCause ? models::causeWords(*step.last->cause, step.last->httpStatus) : QString());
    line.cause->setToolTip(showCause ? models::plainToolTip(step.last->errorMessage) : QString());
    line.next->setText(nextText(step, detail));
    line.next->setToolTip(isHeld(step, detail) ? models::heldAdvice(detail.row.heldReason)
                                               : models::exactTime(step.nextRetryAt));
    line.retry->setEnabled(step.queueStatus != QLatin1String("running"));
}

} // namespace gui

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/workerstatus.h"

#include "gui/icons.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>
#include <QUuid>

namespace gui {

using models::numberText;

WorkerStatus::WorkerStatus(QWidget *parent)
    : QWidget(parent), m_text(new QLabel(this)), m_bar(new QProgressBar(this)), m_stop(new QToolButton(this))
{
    setObjectName(QStringLiteral("workerStatus"));
    m_text->setObjectName(QStringLiteral("workerLabel"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setObjectName(QStringLiteral("workerProgress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(140);
    m_bar->setMaximumHeight(fontMetrics().height());
    m_stop->setObjectName(QStringLiteral("workerStopButton"));
    m_stop->setAutoRaise(true);
    m_stop->setIcon(icon("stop"));
    m_stop->setText(tr("Cancel"));
    m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_stop->setToolTip(tr("Stops after the requests under way; the rest stays queued and uses no attempt"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 0, 0);
    row->addWidget(m_text, 1);
    row->addWidget(m_bar);
    row->addWidget(m_stop);
    connect(m_stop, &QToolButton::clicked, this, &WorkerStatus::stopRequested);
    setWorking(false);
}

void WorkerStatus::setWorking(bool isWorking)
{
    m_text->setText(isWorking ? tr("Waiting for work that falls due")
                              : tr("Paused: this window does not work the queue off"));
    m_bar->hide();
    m_stop->hide();
}

void WorkerStatus::showProgress(const pipeline::WorkerProgress &progress)
{
    const bool isBusy = progress.running > 0 || progress.due > 0;
    if (!isBusy) {
        setWorking(true);
        if (progress.done > 0)
            m_text->setText(tr("Waiting for work that falls due · %1 steps done · %2 images stored")
                                .arg(numberText(progress.done), numberText(progress.images)));
        return;
    }
    QStringList parts{tr("%1 running").arg(numberText(progress.running)),
                      tr("%1 steps done").arg(numberText(progress.done)),
                      tr("%1 due").arg(numberText(progress.due)),
                      tr("%1 images").arg(numberText(progress.images))};
    if (progress.imagesPerSecond >= 0.05)
        parts += tr("%1 images/s").arg(QLocale().toString(progress.imagesPerSecond, 'f', 1));
    if (!progress.current.isEmpty() && QUuid(progress.current).isNull()) // an id says nothing to people
        parts += progress.current;
    m_text->setText(parts.join(QStringLiteral(" · ")));
    m_text->setToolTip(models::plainToolTip(m_text->text()));
    m_bar->setRange(0, static_cast<int>(progress.done + progress.running + progress.due));
    m_bar->setValue(static_cast<int>(progress.done));
    m_bar->show();
    m_stop->show();
}

void WorkerStatus::showReport(const pipeline::WorkerReport &report)
{
    setWorking(false);
    m_text->setText(
        tr("Paused: %1 steps succeeded, %2 failed, %3 given back")
            .arg(numberText(report.succeeded), numberText(report.failed), numberText(report.released)));
}

} // namespace gui

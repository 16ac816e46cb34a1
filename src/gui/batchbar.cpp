// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/batchbar.h"

#include "core/whenfinished.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

namespace gui {

using models::numberText;

namespace {
constexpr int kTickMs = 250;
constexpr int kTicksPerPoll = 8;
} // namespace

BatchBar::BatchBar(Desk *desk, QWidget *parent, core::Clock clock)
    : QFrame(parent), m_desk(desk), m_clock(std::move(clock)), m_text(new QLabel(this)),
      m_progress(new QProgressBar(this)), m_work(new QPushButton(icon("play"), tr("Work off queue"), this)),
      m_stop(new QPushButton(this)), m_close(new QPushButton(tr("Close"), this)), m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("batchBar"));
    setFrameShape(QFrame::StyledPanel);
    m_text->setObjectName(QStringLiteral("batchLabel"));
    m_text->setTextFormat(Qt::PlainText);
    m_progress->setObjectName(QStringLiteral("batchProgress"));
    m_progress->setMaximumWidth(260);
    m_work->setObjectName(QStringLiteral("batchWorkButton"));
    m_stop->setObjectName(QStringLiteral("undoButton"));
    m_close->setObjectName(QStringLiteral("batchCloseButton"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 4, 4);
    row->addWidget(m_text);
    row->addWidget(m_progress, 1);
    row->addStretch(1);
    row->addWidget(m_work);
    row->addWidget(m_stop);
    row->addWidget(m_close);
    connect(m_stop, &QPushButton::clicked, this, &BatchBar::undoOrCancel);
    connect(m_work, &QPushButton::clicked, this, &BatchBar::workerWanted);
    connect(m_close, &QPushButton::clicked, this, [this] { setPhase(Phase::None); });
    connect(m_timer, &QTimer::timeout, this, &BatchBar::tick);
    connect(m_desk, &Desk::batchChanged, this, &BatchBar::take);
    m_timer->setInterval(kTickMs);
    setPhase(Phase::None);
}

void BatchBar::track(const QString &batchId, qint64 items, int undoSeconds)
{
    m_batchId = batchId;
    m_items = items;
    m_starts = m_clock().addSecs(undoSeconds);
    m_status = {};
    m_status.planned = items;
    m_hasWorked = false;
    setPhase(undoSeconds > 0 ? Phase::Undo : Phase::Running);
    tick();
}

void BatchBar::setPhase(Phase phase)
{
    m_phase = phase;
    setVisible(phase != Phase::None);
    m_progress->setVisible(phase == Phase::Running);
    m_stop->setVisible(phase == Phase::Undo || phase == Phase::Running);
    m_stop->setEnabled(true);
    m_stop->setText(phase == Phase::Undo ? tr("Undo") : tr("Cancel"));
    m_close->setVisible(phase == Phase::Ended);
    m_work->hide();
    if (phase == Phase::Undo || phase == Phase::Running)
        m_timer->start();
    else
        m_timer->stop();
}

void BatchBar::tick()
{
    if (m_phase == Phase::Undo) {
        const qint64 left = (m_clock().msecsTo(m_starts) + 999) / 1000;
        if (left > 0) {
            m_text->setText(m_items == 1 ? tr("1 retry starts in %1 s").arg(left)
                                         : tr("%1 retries start in %2 s").arg(numberText(m_items)).arg(left));
            return;
        }
        setPhase(Phase::Running);
    }
    if (m_phase != Phase::Running)
        return;
    showProgress();
    if (++m_ticks % kTicksPerPoll == 0)
        poll(); // another process may work on it, too
}

void BatchBar::take(const db::BatchRow &status)
{
    if (status.id != m_batchId || m_phase == Phase::None || m_phase == Phase::Ended)
        return;
    m_status = status;
    if (status.hasEnded())
        showEnd();
    else if (m_phase == Phase::Running)
        showProgress();
}

void BatchBar::showProgress()
{
    m_progress->setRange(0, static_cast<int>(qMax<qint64>(1, m_status.planned)));
    m_progress->setValue(static_cast<int>(m_status.done()));
    const qint64 worked = m_status.done() - m_status.cancelled; // what was taken back was not done
    QString text = tr("%1 of %2 retries").arg(numberText(worked), numberText(m_status.planned));
    if (m_status.imagesStored > 0)
        text += QStringLiteral(" · ") + tr("%1 images stored").arg(numberText(m_status.imagesStored));
    if (m_status.failed() > 0)
        text += QStringLiteral(" · ") + tr("%1 failed").arg(numberText(m_status.failed()));
    if (m_status.held > 0)
        text += QStringLiteral(" · ") + tr("%1 wait for their host").arg(numberText(m_status.held));
    if (m_status.cancelled > 0)
        text += QStringLiteral(" · ") + tr("%1 taken back").arg(numberText(m_status.cancelled));
    const bool isIdle = !m_desk->isWorking();
    m_hasWorked = m_hasWorked || !isIdle;
    m_text->setText(isIdle ? tr("Paused: %1").arg(text) : text);
    m_work->setVisible(isIdle);
}

void BatchBar::showEnd()
{
    const bool wasCancelled = m_status.state == db::BatchState::Cancelled;
    setPhase(Phase::Ended);
    const qint64 worked = m_status.succeeded + m_status.failed();
    if (wasCancelled && worked == 0 && m_status.imagesStored == 0 && !m_hasWorked) {
        m_text->setText(m_items == 1
                            ? tr("Taken back: the retry did not start.")
                            : tr("Taken back: none of the %1 retries started.").arg(numberText(m_items)));
        return;
    }
    QString text =
        wasCancelled
            ? tr("Cancelled after %1 of %2 retries:").arg(numberText(worked), numberText(m_status.planned))
            : tr("Done:");
    text += QLatin1Char(' ') +
            tr("%1 succeeded, %2 failed").arg(numberText(m_status.succeeded), numberText(m_status.failed()));
    if (m_status.imagesStored > 0)
        text += QStringLiteral(", ") + tr("%1 images stored").arg(numberText(m_status.imagesStored));
    if (!wasCancelled && m_status.cancelled > 0)
        text += QStringLiteral(", ") + tr("%1 taken back").arg(numberText(m_status.cancelled));
    m_text->setText(text + QLatin1Char('.'));
}

void BatchBar::undoOrCancel()
{
    m_stop->setEnabled(false);
    core::whenFinished(m_desk->cancelBatch(m_batchId), this, [this](const core::Result<void> &answer) {
        if (!answer) {
            m_stop->setEnabled(true);
            emit failed(answer.error().message);
            return;
        }
        poll();
    });
}

void BatchBar::poll()
{
    core::whenFinished(m_desk->batch(m_batchId), this, [this](const core::Result<db::BatchRow> &answer) {
        if (answer)
            take(*answer);
    });
}

} // namespace gui

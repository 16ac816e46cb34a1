// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/batchbar.h"

#include "core/whenfinished.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace gui {

using models::numberText;

namespace {
constexpr int kTickMs = 250;
constexpr int kTicksPerPoll = 8;
constexpr qint64 kCountdownSeconds = 600; // a later start is told by the clock

QString startTime(const QDateTime &time, const QDateTime &now)
{
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    return local.date() == now.toLocalTime().date() ? locale.toString(local.time(), QLocale::ShortFormat)
                                                    : locale.toString(local, QLocale::ShortFormat);
}

} // namespace

BatchBar::BatchBar(Desk *desk, QWidget *parent, core::Clock clock)
    : QFrame(parent), m_desk(desk), m_clock(std::move(clock)), m_text(new QLabel(this)),
      m_progress(new QProgressBar(this)), m_work(new QPushButton(icon("play"), tr("Work off queue"), this)),
      m_pause(new QPushButton(this)), m_stop(new QPushButton(this)),
      m_close(new QPushButton(tr("Close"), this)), m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("batchBar"));
    setFrameShape(QFrame::StyledPanel);
    m_text->setObjectName(QStringLiteral("batchLabel"));
    m_text->setTextFormat(Qt::PlainText);
    m_progress->setObjectName(QStringLiteral("batchProgress"));
    m_progress->setMaximumWidth(260);
    m_work->setObjectName(QStringLiteral("batchWorkButton"));
    m_pause->setObjectName(QStringLiteral("batchPauseButton"));
    m_stop->setObjectName(QStringLiteral("undoButton"));
    m_close->setObjectName(QStringLiteral("batchCloseButton"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 4, 4);
    row->addWidget(m_text);
    row->addWidget(m_progress, 1);
    row->addStretch(1);
    row->addWidget(m_work);
    row->addWidget(m_pause);
    row->addWidget(m_stop);
    row->addWidget(m_close);
    connect(m_stop, &QPushButton::clicked, this, &BatchBar::undoOrCancel);
    connect(m_pause, &QPushButton::clicked, this, &BatchBar::pauseOrResume);
    connect(m_work, &QPushButton::clicked, this, &BatchBar::workerWanted);
    connect(m_close, &QPushButton::clicked, this, [this] { setPhase(Phase::None); });
    connect(m_timer, &QTimer::timeout, this, &BatchBar::tick);
    connect(m_desk, &Desk::batchChanged, this, &BatchBar::take);
    m_timer->setInterval(kTickMs);
    setPhase(Phase::None);
}

void BatchBar::track(const QString &batchId, qint64 items, int delaySeconds)
{
    m_batchId = batchId;
    m_items = items;
    m_starts = m_clock().addSecs(delaySeconds);
    m_status = {};
    m_status.planned = items;
    m_hasWorked = false;
    lookForWorkers();
    setPhase(delaySeconds > 0 ? Phase::Undo : Phase::Running);
    tick();
}

void BatchBar::setPhase(Phase phase)
{
    m_phase = phase;
    setVisible(phase != Phase::None);
    m_progress->setVisible(phase == Phase::Running);
    m_pause->setVisible(phase == Phase::Running);
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
        if (m_clock() < m_starts) {
            showWaiting();
            return;
        }
        setPhase(Phase::Running);
    }
    if (m_phase != Phase::Running)
        return;
    showProgress();
    if (++m_ticks % kTicksPerPoll == 0) {
        poll(); // another process may work on it, too
        lookForWorkers();
    }
}

//! A batch is not paused because this window does not work: a fleet may.
void BatchBar::lookForWorkers()
{
    core::whenFinished(
        m_desk->workers(), this, [this](const core::Result<std::vector<db::WorkerRow>> &workers) {
            if (!workers)
                return;
            m_othersWork = std::any_of(workers->begin(), workers->end(),
                                       [now = m_clock()](const auto &row) { return row.isAlive(now); });
            if (m_phase == Phase::Running)
                showProgress();
        });
}

void BatchBar::showWaiting()
{
    const qint64 left = (m_clock().msecsTo(m_starts) + 999) / 1000;
    const QString when =
        left > kCountdownSeconds ? tr("at %1").arg(startTime(m_starts, m_clock())) : tr("in %1 s").arg(left);
    m_text->setText(m_items == 1 ? tr("1 retry starts %1").arg(when)
                                 : tr("%1 retries start %2").arg(numberText(m_items), when));
}

void BatchBar::take(const db::BatchRow &status)
{
    if (status.id != m_batchId || m_phase == Phase::None || m_phase == Phase::Ended)
        return;
    m_status = status;
    if (status.hasEnded())
        showEnd();
    else if (m_phase == Phase::Undo && status.state == db::BatchState::Paused)
        setPhase(Phase::Running); // paused before it started
    if (m_phase == Phase::Running)
        showProgress();
}

QString BatchBar::progressText() const
{
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
    return text;
}

void BatchBar::showProgress()
{
    m_progress->setRange(0, static_cast<int>(qMax<qint64>(1, m_status.planned)));
    m_progress->setValue(static_cast<int>(m_status.done()));
    const bool isPaused = m_status.state == db::BatchState::Paused;
    const bool isIdle = !m_desk->isWorking() && !m_othersWork;
    m_hasWorked = m_hasWorked || !isIdle;
    if (isPaused && !m_status.stateReason.isEmpty())
        m_text->setText(tr("Paused (%1): %2").arg(m_status.stateReason, progressText()));
    else
        m_text->setText(isPaused || isIdle ? tr("Paused: %1").arg(progressText()) : progressText());
    m_text->setToolTip(models::plainToolTip(m_status.stateReason));
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(isPaused ? "play" : "pause"));
    m_pause->setVisible(isPaused || !isIdle);
    m_work->setVisible(isIdle && !isPaused);
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
    tell(m_stop, m_desk->cancelBatch(m_batchId));
}

void BatchBar::pauseOrResume()
{
    const bool isPaused = m_status.state == db::BatchState::Paused;
    tell(m_pause, isPaused ? m_desk->resumeBatch(m_batchId) : m_desk->pauseBatch(m_batchId));
}

//! The button rests until the answer is here; a cancelled batch keeps it so.
void BatchBar::tell(QPushButton *button, const QFuture<core::Result<void>> &future)
{
    button->setEnabled(false);
    core::whenFinished(future, this, [this, button](const core::Result<void> &answer) {
        if (!answer) {
            button->setEnabled(true);
            emit failed(answer.error().message);
            return;
        }
        if (button == m_pause)
            button->setEnabled(true);
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

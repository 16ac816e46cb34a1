// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "db/rows.h"

#include <QFrame>
#include <QFuture>

class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace gui {

class Desk;

//! The batch started last: first the time in which it can be taken back, then its progress with Pause and
//! Cancel, or why it is paused with Resume, then what came of it until it is closed.
class BatchBar : public QFrame
{
    Q_OBJECT

public:
    explicit BatchBar(Desk *desk, QWidget *parent = nullptr, core::Clock clock = core::systemClock());

    //! @param delaySeconds until it starts; so long it can be taken back without a trace
    void track(const QString &batchId, qint64 items, int delaySeconds);

signals:
    void failed(const QString &message);
    void workerWanted(); //!< the person asks to work off the queue, so that the batch starts

private:
    enum class Phase { None, Undo, Running, Ended };

    void tick();
    void take(const db::BatchRow &status);
    void setPhase(Phase phase);
    void showWaiting();
    void showProgress();
    void showEnd();
    QString progressText() const;
    void undoOrCancel();
    void pauseOrResume();
    void tell(QPushButton *button, const QFuture<core::Result<void>> &future);
    void poll();
    void lookForWorkers();

    Desk *m_desk;
    core::Clock m_clock;
    Phase m_phase = Phase::None;
    QString m_batchId;
    qint64 m_items = 0;
    int m_ticks = 0;
    bool m_hasWorked = false;  //!< a worker was there while the batch was running
    bool m_othersWork = false; //!< somebody gave a sign of life when last asked
    QDateTime m_starts;
    db::BatchRow m_status;
    QLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_work;
    QPushButton *m_pause; //!< or resume
    QPushButton *m_stop;
    QPushButton *m_close;
    QTimer *m_timer;
};

} // namespace gui

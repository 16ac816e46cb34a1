// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/queuepage.h"

#include "core/whenfinished.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/statustiles.h"
#include "gui/tables.h"
#include "models/queuemodel.h"
#include "models/words.h"

#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace gui {

namespace {
constexpr int kRows = 500;
}

QueuePage::QueuePage(Desk *desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new models::QueueModel(this)), m_tiles(new StatusTiles(this)),
      m_summary(new QLabel(this)), m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("queuePage"));
    m_summary->setObjectName(QStringLiteral("queueSummary"));
    m_table->setObjectName(QStringLiteral("queueTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setItemDelegate(new StateDelegate(m_table));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_tiles);
    column->addWidget(m_summary);
    column->addWidget(m_table, 1);
}

void QueuePage::reload()
{
    const int generation = ++m_generation;
    core::whenFinished(m_desk->queueStatus(), this,
                       [this, generation](const core::Result<db::QueueStatus> &answer) {
                           if (generation != m_generation)
                               return;
                           if (answer)
                               takeStatus(*answer);
                           else
                               emit failed(answer.error().message);
                       });
    core::whenFinished(m_desk->queueRows(kRows), this,
                       [this, generation](const core::Result<std::vector<db::QueueRow>> &answer) {
                           if (generation == m_generation && answer)
                               takeRows(*answer);
                       });
}

void QueuePage::takeStatus(const db::QueueStatus &status)
{
    m_tiles->showStatus(status);
    emit countChanged(status.pending + status.running + status.held);
}

void QueuePage::takeRows(const std::vector<db::QueueRow> &rows)
{
    m_model->setRows(rows);
    fitColumns(m_table);
    if (rows.empty())
        m_summary->setText(tr("The queue is empty: nothing waits for a retry."));
    else if (rows.size() < kRows)
        m_summary->setText(tr("What is queued, the next first"));
    else
        m_summary->setText(tr("The next %1 of what is queued").arg(models::numberText(kRows)));
}

} // namespace gui

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/workerspanel.h"

#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/emptystack.h"
#include "gui/tables.h"
#include "models/words.h"
#include "models/workermodel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace gui {

using models::numberText;

namespace {

constexpr int kLookMs = 2000;
constexpr int kShownRows = 4; //!< as many as a fleet of a few machines has; more are scrolled to

//! Gives the table its name before it is wrapped.
QTableView *namedTable(QTableView *table, models::WorkerModel *model)
{
    table->setObjectName(QStringLiteral("workerTable"));
    table->setAccessibleName(WorkersPanel::tr("Workers"));
    table->setModel(model);
    setUpTable(table);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    stretchColumn(table, static_cast<int>(models::WorkerModel::Column::LastSign));
    table->setItemDelegate(new StateDelegate(table));
    return table;
}

//! As one types it in a shell. Which server a database is on and how one signs in there is for the person to
//! say.
QString workerCommand(const QString &workspace)
{
    QString place =
        workspace.startsWith(QStringLiteral("postgresql:")) ? QStringLiteral("postgresql://…") : workspace;
    if (place.contains(u' '))
        place = u'"' + place + u'"';
    return QStringLiteral("retrydeskctl --workspace %1 worker").arg(place);
}

} // namespace

WorkersPanel::WorkersPanel(Desk *desk, QWidget *parent)
    : Page("workersPanel", parent), m_desk(desk), m_model(new models::WorkerModel(this)),
      m_table(namedTable(new QTableView, m_model)), m_summary(new QLabel(this)),
      m_stack(new EmptyStack(m_table, emptyText(), this))
{
    m_summary->setObjectName(QStringLiteral("workersSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_summary);
    column->addWidget(m_stack, 1);
    m_summary->hide();
    m_stack->setMinimumHeight(kShownRows * m_table->verticalHeader()->defaultSectionSize());
    connect(m_desk, &Desk::workerStopped, this, &WorkersPanel::reloadSoon);
    setLive(kLookMs);
}

void WorkersPanel::load()
{
    ask(m_desk->workers(), [this](const std::vector<db::WorkerRow> &workers) { take(workers); });
}

void WorkersPanel::take(const std::vector<db::WorkerRow> &workers)
{
    m_model->setRows(workers);
    m_model->refreshTimes();
    fitColumns(m_table);
    m_stack->setEmpty(workers.empty());
    m_summary->setVisible(!workers.empty());
    m_summary->setText(summary());
}

QString WorkersPanel::summary() const
{
    int alive = 0;
    qint64 steps = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        alive += m_model->isAlive(row) ? 1 : 0;
        steps += m_model->isAlive(row) ? m_model->rowAt(row).runningSteps : 0;
    }
    if (alive == 0)
        return tr("Nobody works the queue off any more: switch on “Work off queue” (P), or start a worker.");
    const int gone = m_model->rowCount() - alive;
    QStringList parts{alive == 1 ? tr("1 worker works the queue off")
                                 : tr("%1 workers work the queue off").arg(numberText(alive)),
                      steps == 1 ? tr("1 step in work") : tr("%1 steps in work").arg(numberText(steps))};
    if (gone > 0)
        parts += gone == 1 ? tr("1 worker is gone") : tr("%1 workers are gone").arg(numberText(gone));
    return parts.join(QStringLiteral(" · "));
}

QString WorkersPanel::emptyText() const
{
    return tr("Nobody works the queue off.\nSwitch on “Work off queue” in the tool bar (P), or start a "
              "worker "
              "on any machine that reaches this workspace:\n%1")
        .arg(workerCommand(m_desk->path()));
}

} // namespace gui

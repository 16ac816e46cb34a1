// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/causespage.h"

#include "core/whenfinished.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/tables.h"
#include "models/causemodel.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace gui {

CausesPage::CausesPage(Desk *desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new models::CauseModel(this)), m_summary(new QLabel(this)),
      m_table(new QTableView(this)), m_show(new QPushButton(tr("Show these failures"), this))
{
    setObjectName(QStringLiteral("causesPage"));
    m_summary->setObjectName(QStringLiteral("causesSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_table->setObjectName(QStringLiteral("causeTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new StateDelegate(m_table));
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(static_cast<int>(models::CauseModel::Column::Message),
                                                      QHeaderView::Stretch);
    m_show->setObjectName(QStringLiteral("showCauseButton"));
    m_show->setEnabled(false);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_show);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    connect(m_table, &QTableView::activated, this, &CausesPage::showSelected);
    connect(m_show, &QPushButton::clicked, this, &CausesPage::showSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_show->setEnabled(m_table->selectionModel()->hasSelection()); });
}

void CausesPage::reload()
{
    core::whenFinished(
        m_desk->causes({}), this,
        [this, generation = ++m_generation](const core::Result<std::vector<db::CauseRow>> &answer) {
            if (generation != m_generation)
                return;
            if (!answer) {
                emit failed(answer.error().message);
                return;
            }
            m_model->setRows(*answer);
            fitColumns(m_table);
            const int groups = m_model->rowCount();
            m_summary->setText(
                groups == 0 ? tr("No failure has a cause: nothing failed.")
                : groups == 1
                    ? tr("1 group of failures with the same cause")
                    : tr("%1 groups of failures with the same cause").arg(models::numberText(groups)));
            emit countChanged(groups);
        });
}

core::Filter CausesPage::filterOf(const QModelIndex &index) const
{
    core::Filter filter;
    filter.cause = m_model->rowAt(index.row()).cause;
    filter.fingerprint = m_model->rowAt(index.row()).fingerprint;
    return filter;
}

void CausesPage::showSelected()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid())
        emit filterWanted(filterOf(index));
}

} // namespace gui

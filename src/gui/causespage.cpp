// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/causespage.h"

#include "gui/causeruledialog.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "gui/tables.h"
#include "models/causemodel.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace gui {

using models::numberText;
using Action = db::CauseRule::Action;

namespace {

core::Filter filterOf(const db::CauseRow &cause)
{
    core::Filter filter;
    filter.cause = cause.cause;
    filter.fingerprint = cause.fingerprint;
    return filter;
}

} // namespace

CausesPage::CausesPage(Desk *desk, QWidget *parent)
    : Page("causesPage", parent), m_desk(desk), m_model(new models::CauseModel(this)),
      m_summary(new QLabel(this)), m_result(new QLabel(this)), m_table(new QTableView(this))
{
    m_summary->setObjectName(QStringLiteral("causesSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_result->setObjectName(QStringLiteral("ruleResult"));
    m_result->setTextFormat(Qt::PlainText);
    m_result->hide();
    makeTable();
    makeButtons();
    layOut();
    enableButtons();
}

void CausesPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("causeTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new StateDelegate(m_table));
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(static_cast<int>(models::CauseModel::Column::Message),
                                                      QHeaderView::Stretch);
    connect(m_table, &QTableView::activated, this, &CausesPage::showSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        m_result->hide();
        enableButtons();
    });
}

QPushButton *CausesPage::addButton(const char *name, const char *iconName, const QString &text,
                                   const QString &hint)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(QLatin1String(name));
    button->setToolTip(hint);
    return button;
}

void CausesPage::makeButtons()
{
    m_show = addButton("showCauseButton", "failures", tr("&Show these failures"),
                       tr("Lists the vehicles that failed like this last"));
    m_retry = addButton("retryCauseButton", "retry", tr("&Retry these…"),
                        tr("Shows first what would be tried again"));
    m_ignore = addButton("ignoreCauseButton", "pause", tr("&Ignore…"),
                         tr("Does not try failures like this again for a while, those to come included"));
    m_final = addButton("finalCauseButton", "stop", tr("&Mark final…"),
                        tr("Never tries failures like this again by itself, those to come included"));
    m_clear = addButton("clearRuleButton", "close", tr("&Clear rule"),
                        tr("Takes the rule back: what was ignored is due again, what was final may be "
                           "retried"));
    connect(m_show, &QPushButton::clicked, this, &CausesPage::showSelected);
    connect(m_retry, &QPushButton::clicked, this, &CausesPage::retrySelected);
    connect(m_ignore, &QPushButton::clicked, this, [this] { rule(Action::Ignore); });
    connect(m_final, &QPushButton::clicked, this, [this] { rule(Action::Final); });
    connect(m_clear, &QPushButton::clicked, this, &CausesPage::clearRule);
}

void CausesPage::layOut()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_summary, 1);
    for (QPushButton *button : {m_show, m_retry, m_ignore, m_final, m_clear})
        bar->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    column->addWidget(m_result);
}

void CausesPage::load()
{
    ask(m_desk->causes({}), [this](const std::vector<db::CauseRow> &causes) { take(causes); });
}

void CausesPage::take(const std::vector<db::CauseRow> &causes)
{
    m_model->setRows(causes);
    fitColumns(m_table);
    m_table->viewport()->update(); // "4 min ago" ages though no row changed
    const int groups = m_model->rowCount();
    m_summary->setText(groups == 0 ? tr("No failure has a cause: nothing failed.")
                       : groups == 1
                           ? tr("1 group of failures with the same cause")
                           : tr("%1 groups of failures with the same cause").arg(numberText(groups)));
    enableButtons();
    emit countChanged(groups);
}

const db::CauseRow *CausesPage::current() const
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    return selected.isEmpty() ? nullptr : &m_model->rowAt(selected.front().row());
}

void CausesPage::enableButtons()
{
    const db::CauseRow *cause = current();
    const bool isFinal = cause && cause->rule && cause->rule->action == Action::Final;
    m_show->setEnabled(cause);
    m_retry->setEnabled(cause);
    m_ignore->setEnabled(cause);
    m_final->setEnabled(cause && !isFinal);
    m_clear->setEnabled(cause && cause->rule);
}

void CausesPage::showSelected()
{
    if (const db::CauseRow *cause = current())
        emit filterWanted(filterOf(*cause));
}

void CausesPage::retrySelected()
{
    pipeline::PlanRequest request;
    request.filter = filterOf(*current());
    emit retryRequested(request);
}

void CausesPage::rule(Action action)
{
    auto *dialog = new CauseRuleDialog(*current(), action, this);
    connect(dialog, &CauseRuleDialog::accepted, this, [this, dialog, action] {
        ask(m_desk->ruleCause(dialog->rule()), [this, action](int steps) {
            showResult((action == Action::Ignore ? tr("Ignored now, steps of vehicles: %1")
                                                 : tr("Final now, steps of vehicles: %1"))
                           .arg(numberText(steps)));
            reload();
        });
    });
    dialog->open();
}

void CausesPage::clearRule()
{
    ask(m_desk->unruleCause(current()->fingerprint), [this](int steps) {
        showResult(
            tr("The rule is gone; steps of vehicles that may be tried again: %1").arg(numberText(steps)));
        reload();
    });
}

void CausesPage::showResult(const QString &text)
{
    m_result->setText(text);
    m_result->show();
}

} // namespace gui

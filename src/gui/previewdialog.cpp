// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/previewdialog.h"

#include "ui_previewdialog.h"

#include "core/whenfinished.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "gui/plangroups.h"
#include "gui/tables.h"
#include "models/planmodel.h"
#include "models/words.h"

#include <QHeaderView>
#include <QPushButton>
#include <QStringListModel>

namespace gui {

using models::numberText;

PreviewDialog::PreviewDialog(Desk *desk, const pipeline::PlanRequest &request, QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::PreviewDialog>()), m_desk(desk), m_request(request),
      m_groups(new models::PlanModel(this)), m_exclusions(new models::ExclusionModel(this)),
      m_labels(new QStringListModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setUpTables();
    QPushButton *ok = m_ui->buttonBox->button(QDialogButtonBox::Ok);
    ok->setObjectName(QStringLiteral("startButton"));
    ok->setText(tr("Start"));
    ok->setIcon(icon("play"));
    ok->setDefault(true);
    m_ui->buttonBox->button(QDialogButtonBox::Cancel)->setIcon(icon("close"));
    connect(m_ui->buttonBox, &QDialogButtonBox::accepted, this, &PreviewDialog::start);
    connect(m_ui->buttonBox, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_ui->includeFinalCheck->setChecked(m_request.includeFinal);
    connect(m_ui->includeFinalCheck, &QCheckBox::toggled, this, [this](bool isChecked) {
        m_request.includeFinal = isChecked;
        makePlan();
    });
    makePlan();
}

PreviewDialog::~PreviewDialog() = default;

int PreviewDialog::undoSeconds() const
{
    return m_ui->undoSpin->value();
}

void PreviewDialog::setUndoSeconds(int seconds)
{
    m_ui->undoSpin->setValue(seconds);
}

void PreviewDialog::setUpTables()
{
    m_ui->planTable->setModel(m_groups);
    m_ui->exclusionTable->setModel(m_exclusions);
    for (QTableView *table : {m_ui->planTable, m_ui->exclusionTable}) {
        setUpTable(table);
        table->setSelectionMode(QAbstractItemView::SingleSelection);
        table->horizontalHeader()->setStretchLastSection(false);
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    }
    m_ui->planTable->horizontalHeader()->setSectionResizeMode(
        static_cast<int>(models::PlanModel::Column::Host), QHeaderView::Stretch);
    m_ui->exclusionTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_ui->excludedList->setModel(m_labels);
    m_ui->excludedList->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_ui->excludedList->setUniformItemSizes(true);
    m_ui->excludedList->hide();
    QFont bold = font();
    bold.setBold(true);
    m_ui->doneCaption->setFont(bold);
    m_ui->excludedCaption->setFont(bold);
    connect(m_ui->exclusionTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { showReason(current.row()); });
}

void PreviewDialog::fitTables()
{
    // The wide column takes its share only when its mode is set after the others have their size.
    constexpr int host = static_cast<int>(models::PlanModel::Column::Host);
    m_ui->planTable->resizeColumnsToContents();
    m_ui->planTable->horizontalHeader()->setSectionResizeMode(host, QHeaderView::Interactive);
    m_ui->planTable->horizontalHeader()->setSectionResizeMode(host, QHeaderView::Stretch);
    m_ui->exclusionTable->resizeColumnsToContents();
    m_ui->exclusionTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
    m_ui->exclusionTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

void PreviewDialog::makePlan()
{
    setBusy(true);
    m_plan.reset();
    m_ui->summaryLabel->setText(tr("Looking at what can be retried…"));
    core::whenFinished(m_desk->plan(m_request), this,
                       [this, generation = ++m_generation](const core::Result<pipeline::Plan> &answer) {
                           if (generation == m_generation)
                               takePlan(answer);
                       });
}

void PreviewDialog::takePlan(const core::Result<pipeline::Plan> &answer)
{
    if (answer) {
        m_plan = *answer;
        showPlan();
    } else {
        m_ui->summaryLabel->setText(answer.error().message);
    }
    setBusy(false);
}

void PreviewDialog::setBusy(bool isBusy)
{
    m_ui->busyBar->setVisible(isBusy);
    const bool canStart = !isBusy && m_plan && !m_plan->items.empty();
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setEnabled(canStart);
    if (canStart)
        m_ui->buttonBox->button(QDialogButtonBox::Ok)->setFocus();
}

QString PreviewDialog::summary() const
{
    if (m_plan->items.empty())
        return tr("Nothing can be retried here; the reasons are on the right.");
    const QString vehicles =
        m_plan->vehicles == 1 ? tr("1 vehicle") : tr("%1 vehicles").arg(numberText(m_plan->vehicles));
    if (m_plan->requests == 0)
        return tr("%1 will be retried from stored pages: no request leaves this machine.").arg(vehicles);
    const QString requests =
        m_plan->requests == 1 ? tr("1 request") : tr("%1 requests").arg(numberText(m_plan->requests));
    return tr("%1 will be retried with %2, which takes about %3 at the polite rate.")
        .arg(vehicles, requests, models::durationText(qMax<qint64>(1000, m_plan->estimatedMs)));
}

void PreviewDialog::showPlan()
{
    m_ui->summaryLabel->setText(summary());
    m_groups->setRows(planGroups(*m_plan));
    m_exclusions->setRows(exclusionGroups(*m_plan, *m_desk));
    const bool hasExclusions = m_exclusions->rowCount() > 0;
    m_ui->excludedCaption->setVisible(hasExclusions);
    m_ui->exclusionTable->setVisible(hasExclusions);
    fitTables();
    showReason(m_ui->exclusionTable->currentIndex().row());
}

void PreviewDialog::showReason(int row)
{
    const bool hasReason = row >= 0 && row < m_exclusions->rowCount();
    m_labels->setStringList(hasReason ? m_exclusions->rowAt(row).labels : QStringList());
    m_ui->excludedList->setVisible(hasReason);
}

void PreviewDialog::start()
{
    if (!m_plan || m_plan->items.empty())
        return;
    setBusy(true);
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setEnabled(false);
    m_ui->includeFinalCheck->setEnabled(false);
    core::whenFinished(
        m_desk->startBatch(*m_plan, {undoSeconds()}), this, [this](const core::Result<QString> &answer) {
            if (answer) {
                emit started(*answer, static_cast<qint64>(m_plan->items.size()), undoSeconds());
                accept();
                return;
            }
            m_ui->summaryLabel->setText(answer.error().message);
            m_ui->includeFinalCheck->setEnabled(true);
            setBusy(false);
        });
}

} // namespace gui

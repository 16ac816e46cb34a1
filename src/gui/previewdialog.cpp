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
#include <QLocale>
#include <QPushButton>
#include <QStringListModel>
#include <QStyledItemDelegate>

namespace gui {

using models::numberText;

namespace {

//! Rows that cannot be selected are headings.
class HeadingDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font.setBold(!index.flags().testFlag(Qt::ItemIsSelectable));
    }
};

} // namespace

PreviewDialog::PreviewDialog(Desk *desk, const pipeline::PlanRequest &request, QWidget *parent,
                             core::Clock clock)
    : QDialog(parent), m_ui(std::make_unique<Ui::PreviewDialog>()), m_desk(desk), m_clock(std::move(clock)),
      m_request(request), m_groups(new models::PlanModel(this)),
      m_exclusions(new models::ExclusionModel(this)), m_labels(new QStringListModel(this))
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
    setUpOptions();
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

void PreviewDialog::setUpOptions()
{
    const QDateTime now = m_clock().toLocalTime();
    const QDateTime hour(now.date(), QTime(now.time().hour(), 0));
    m_ui->laterEdit->setMinimumDateTime(now);
    m_ui->laterEdit->setDateTime(hour.addSecs(2 * 3600)); // a full hour, at least one away
    m_ui->laterEdit->setDisplayFormat(
        QLocale().dateTimeFormat(QLocale::ShortFormat).remove(QStringLiteral(":ss")));
    for (QCheckBox *check : {m_ui->canaryCheck, m_ui->laterCheck})
        connect(check, &QCheckBox::toggled, this, &PreviewDialog::showOptions);
    showOptions();
}

void PreviewDialog::showOptions()
{
    const bool canSplit = m_plan && m_plan->items.size() > 1;
    const bool isCanary = canSplit && m_ui->canaryCheck->isChecked();
    m_ui->canaryCheck->setEnabled(canSplit);
    for (QWidget *part :
         {static_cast<QWidget *>(m_ui->canarySizeSpin), static_cast<QWidget *>(m_ui->canaryPercentSpin)})
        part->setEnabled(isCanary);
    m_ui->laterEdit->setEnabled(m_ui->laterCheck->isChecked());
    m_ui->undoSpin->setEnabled(!m_ui->laterCheck->isChecked());
}

pipeline::BatchOptions PreviewDialog::options() const
{
    pipeline::BatchOptions options;
    options.undoWindowSeconds = undoSeconds();
    if (m_ui->laterCheck->isChecked()) // one window: what starts later can be undone until then
        options.undoWindowSeconds = static_cast<int>(
            qMax<qint64>(undoSeconds(), m_clock().secsTo(m_ui->laterEdit->dateTime().toUTC())));
    if (m_ui->canarySizeSpin->isEnabled()) {
        options.canarySize = m_ui->canarySizeSpin->value();
        options.canaryMinPercent = m_ui->canaryPercentSpin->value();
    }
    return options;
}

void PreviewDialog::setUpTables()
{
    m_ui->planTable->setModel(m_groups);
    m_ui->planTable->setItemDelegate(new HeadingDelegate(m_ui->planTable));
    m_ui->exclusionTable->setModel(m_exclusions);
    for (QTableView *table : {m_ui->planTable, m_ui->exclusionTable}) {
        setUpTable(table);
        table->setSelectionMode(QAbstractItemView::SingleSelection);
        table->horizontalHeader()->setStretchLastSection(false);
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    }
    m_ui->planTable->horizontalHeader()->setSectionResizeMode(
        static_cast<int>(models::PlanModel::Column::Name), QHeaderView::Stretch);
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
    constexpr int wide = static_cast<int>(models::PlanModel::Column::Name);
    m_ui->planTable->resizeColumnsToContents();
    m_ui->planTable->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Interactive);
    m_ui->planTable->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
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
    showOptions();
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
    const pipeline::BatchOptions how = options();
    core::whenFinished(
        m_desk->startBatch(*m_plan, how), this, [this, how](const core::Result<QString> &answer) {
            if (answer) {
                emit started(*answer, static_cast<qint64>(m_plan->items.size()), how.undoWindowSeconds);
                accept();
                return;
            }
            m_ui->summaryLabel->setText(answer.error().message);
            m_ui->includeFinalCheck->setEnabled(true);
            setBusy(false);
        });
}

} // namespace gui

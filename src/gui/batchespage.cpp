// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/batchespage.h"

#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/emptystack.h"
#include "gui/icons.h"
#include "gui/tables.h"
#include "models/batchitemmodel.h"
#include "models/batchmodel.h"
#include "models/batchwords.h"
#include "models/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>

#include <algorithm>
#include <array>

namespace gui {

using db::BatchItemRow;
using db::BatchState;
using models::numberText;

namespace {

constexpr int kBatches = 200;
constexpr int kMembers = 1000;
constexpr int kAllStates = -1;

constexpr std::array kStates{BatchItemRow::State::Failed,    BatchItemRow::State::Retrying,
                             BatchItemRow::State::Queued,    BatchItemRow::State::Planned,
                             BatchItemRow::State::Succeeded, BatchItemRow::State::Skipped,
                             BatchItemRow::State::Cancelled};

qint64 countOf(const db::BatchRow &batch, BatchItemRow::State state)
{
    switch (state) {
    case BatchItemRow::State::Planned:
        return batch.unreleased;
    case BatchItemRow::State::Queued:
        return batch.queued - batch.unreleased;
    case BatchItemRow::State::Retrying:
        return batch.retrying;
    case BatchItemRow::State::Succeeded:
        return batch.succeeded;
    case BatchItemRow::State::Skipped:
        return batch.skipped;
    case BatchItemRow::State::Failed:
        return batch.dead;
    case BatchItemRow::State::Cancelled:
        return batch.cancelled;
    }
    return 0;
}

QString capitalized(QString text)
{
    return text.isEmpty() ? text : text.replace(0, 1, text.at(0).toUpper());
}

} // namespace

BatchesPage::BatchesPage(Desk *desk, QWidget *parent)
    : Page("batchesPage", parent), m_desk(desk), m_batches(new models::BatchModel(this)),
      m_members(new models::BatchItemModel(this)), m_table(new QTableView(this)),
      m_memberTable(new QTableView(this)), m_bar(new ImagesBarDelegate(m_table)), m_summary(new QLabel(this)),
      m_title(new QLabel(this)), m_shown(new QLabel(this)), m_state(new QComboBox(this))
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(makeBatches());
    splitter->addWidget(makeMembers());
    splitter->setObjectName(QStringLiteral("batchesStack"));
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({360, 400});
    m_stack = new EmptyStack(
        splitter,
        tr("Nothing has been retried or imported yet.\nEach retry of selected failures becomes a batch that "
           "can be watched, paused and taken back here."),
        this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_stack);
    connect(m_desk, &Desk::batchChanged, this, &BatchesPage::reloadSoon);
    setLive();
    showCurrent();
}

QPushButton *BatchesPage::makeButton(const char *iconName, const QString &text, const char *name)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(QLatin1String(name));
    return button;
}

QWidget *BatchesPage::makeBatches()
{
    m_table->setObjectName(QStringLiteral("batchTable"));
    m_table->setModel(m_batches);
    setUpTable(m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(static_cast<int>(models::BatchModel::Column::Progress), m_bar);
    stretchColumn(m_table, static_cast<int>(models::BatchModel::Column::What));
    m_summary->setObjectName(QStringLiteral("batchesSummary"));
    m_pause = makeButton("pause", tr("&Pause"), "pauseBatchButton");
    m_resume = makeButton("play", tr("Res&ume"), "resumeBatchButton");
    m_cancel = makeButton("stop", tr("&Cancel"), "cancelBatchButton");
    m_retry = makeButton("retry", tr("Retry failed &members…"), "retryFailedButton");
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_summary, 1);
    for (QPushButton *button : {m_pause, m_resume, m_cancel, m_retry})
        bar->addWidget(button);
    auto *area = new QWidget(this);
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    connect(m_pause, &QPushButton::clicked, this, [this] { tell(m_desk->pauseBatch(current()->id)); });
    connect(m_resume, &QPushButton::clicked, this, [this] { tell(m_desk->resumeBatch(current()->id)); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { tell(m_desk->cancelBatch(current()->id)); });
    connect(m_retry, &QPushButton::clicked, this, &BatchesPage::retryFailed);
    connect(m_table, &QTableView::activated, m_memberTable, qOverload<>(&QWidget::setFocus));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &BatchesPage::showCurrent);
    return area;
}

QWidget *BatchesPage::makeMembers()
{
    m_memberTable->setObjectName(QStringLiteral("batchItemTable"));
    m_memberTable->setModel(m_members);
    setUpTable(m_memberTable);
    m_memberTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_memberTable->setItemDelegate(new StateDelegate(m_memberTable));
    stretchColumn(m_memberTable, static_cast<int>(models::BatchItemModel::Column::Message));
    m_title->setObjectName(QStringLiteral("batchTitle"));
    m_title->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setSizePolicy(QSizePolicy::Ignored,
                           QSizePolicy::Preferred); // a long filter must not widen the window
    m_shown->setObjectName(QStringLiteral("batchItemsShown"));
    m_state->setObjectName(QStringLiteral("batchItemState"));
    m_state->setAccessibleName(tr("Which members are listed"));
    m_state->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_state->addItem(tr("All members"), kAllStates);
    for (const BatchItemRow::State state : kStates)
        m_state->addItem(QString(), static_cast<int>(state));
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_title, 1);
    bar->addWidget(m_shown);
    bar->addWidget(m_state);
    auto *area = new QWidget(this);
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 4, 0, 0);
    column->addLayout(bar);
    column->addWidget(m_memberTable, 1);
    connect(m_state, &QComboBox::currentIndexChanged, this, &BatchesPage::loadMembers);
    connect(m_memberTable, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit vehicleWanted(index.data(models::VehicleIdRole).toString());
    });
    auto *back = new QShortcut(QKeySequence(Qt::Key_Escape), m_memberTable);
    back->setContext(Qt::WidgetShortcut);
    connect(back, &QShortcut::activated, m_table, qOverload<>(&QWidget::setFocus));
    return area;
}

void BatchesPage::load()
{
    ask(m_desk->batches(kBatches),
        [this](const std::vector<db::BatchRow> &batches) { takeBatches(batches); });
}

void BatchesPage::takeBatches(const std::vector<db::BatchRow> &batches)
{
    qint64 widest = 0;
    for (const db::BatchRow &batch : batches)
        widest = qMax(widest, batch.planned);
    m_bar->setWidest(QStringLiteral("%1 / %1").arg(numberText(widest)));
    m_batches->setRows(batches);
    m_batches->refreshTimes();
    fitColumns(m_table);
    const auto active = std::count_if(batches.begin(), batches.end(), models::isActive);
    m_summary->setText(active == 0   ? tr("No batch is under way")
                       : active == 1 ? tr("1 batch is under way")
                                     : tr("%1 batches are under way").arg(numberText(active)));
    emit countChanged(active);
    m_stack->setEmpty(batches.empty());
    if (!m_wanted.isEmpty())
        selectWanted();
    if (!m_table->currentIndex().isValid() && !batches.empty())
        m_table->setCurrentIndex(m_batches->index(0, 0)); // asks for its members
    else
        showCurrent();
}

void BatchesPage::showBatch(const QString &batchId)
{
    m_wanted = batchId;
    if (m_batches->lineOf(batchId) >= 0)
        selectWanted();
    else
        reload();
}

void BatchesPage::selectWanted()
{
    const int line = m_batches->lineOf(std::exchange(m_wanted, {}));
    if (line >= 0)
        m_table->setCurrentIndex(m_batches->index(line, 0));
    else
        emit failed(
            tr("That batch is older than the last %1, which are listed here. See it with: retrydeskctl "
               "batch show ID")
                .arg(numberText(kBatches)));
}

const db::BatchRow *BatchesPage::current() const
{
    const int row = m_table->currentIndex().row();
    return row >= 0 && row < m_batches->rowCount() ? &m_batches->rowAt(row) : nullptr;
}

void BatchesPage::showCurrent()
{
    const db::BatchRow *batch = current();
    const QString id = batch ? batch->id : QString();
    const bool isOther = id != m_shownBatch;
    m_shownBatch = id;
    m_title->setText(batch ? models::batchTitle(*batch) : QString());
    m_title->setToolTip(batch ? models::plainToolTip(batch->filter) : QString());
    showButtons();
    showStates();
    if (isOther) {
        m_members->clear();
        refitColumns(m_memberTable);
    }
    if (isVisible() || isOther)
        loadMembers();
}

void BatchesPage::showButtons()
{
    const db::BatchRow *batch = current();
    const bool isPlanned = batch && batch->state == BatchState::Planned;
    m_pause->setEnabled(batch &&
                        (batch->state == BatchState::Running || batch->state == BatchState::Waiting));
    m_resume->setEnabled(batch && (batch->state == BatchState::Paused || isPlanned));
    m_resume->setText(isPlanned ? tr("&Start") : tr("Res&ume"));
    m_cancel->setEnabled(batch && !batch->hasEnded());
    m_retry->setEnabled(batch && batch->dead > 0);
}

void BatchesPage::showStates()
{
    const db::BatchRow *batch = current();
    m_state->setEnabled(batch);
    m_state->setItemText(0, tr("All members (%1)").arg(numberText(batch ? batch->planned : 0)));
    for (int i = 1; i < m_state->count(); ++i) {
        const auto state = static_cast<BatchItemRow::State>(m_state->itemData(i).toInt());
        m_state->setItemText(i, tr("%1 (%2)").arg(capitalized(models::itemStateWord(state)),
                                                  numberText(batch ? countOf(*batch, state) : 0)));
    }
}

void BatchesPage::loadMembers()
{
    const int generation = ++m_generation;
    if (m_shownBatch.isEmpty())
        return;
    const int chosen = m_state->currentData().toInt();
    const auto state =
        chosen == kAllStates ? std::nullopt : std::optional(static_cast<BatchItemRow::State>(chosen));
    const auto first = state.value_or(BatchItemRow::State::Failed); // of all, what failed stands at the top
    ask(m_desk->batchItems(m_shownBatch, first, kMembers),
        [this, generation, state](const std::vector<BatchItemRow> &failed) {
            if (generation != m_generation)
                return;
            if (state) {
                takeMembers(failed, {});
                return;
            }
            ask(m_desk->batchItems(m_shownBatch, {}, kMembers),
                [this, generation, failed](const std::vector<BatchItemRow> &all) {
                    if (generation == m_generation)
                        takeMembers(failed, all);
                });
        });
}

void BatchesPage::takeMembers(std::vector<BatchItemRow> items, std::vector<BatchItemRow> more)
{
    models::sortFailedFirst(more);
    std::move(more.begin(), more.end(), std::back_inserter(items)); // named twice, the model shows it once
    m_members->setRows(std::move(items));
    fitColumns(m_memberTable);
    const db::BatchRow *batch = current();
    const int chosen = m_state->currentData().toInt();
    const qint64 all = !batch                 ? 0
                       : chosen == kAllStates ? batch->planned
                                              : countOf(*batch, static_cast<BatchItemRow::State>(chosen));
    const int shown = m_members->rowCount();
    m_shown->setText(shown == 0 ? tr("no member is in this state")
                     : shown < all && shown >= kMembers
                         ? tr("the first %1 of %2").arg(numberText(shown), numberText(all))
                         : QString());
}

void BatchesPage::retryFailed()
{
    const db::BatchRow *batch = current();
    m_retry->setEnabled(false); // until the answer is here
    ask(m_desk->batchItems(batch->id, BatchItemRow::State::Failed, static_cast<int>(batch->planned)),
        [this](const std::vector<BatchItemRow> &items) {
            pipeline::PlanRequest request;
            request.includeFinal = true; // what failed for good is what was asked for
            for (const BatchItemRow &item : items) {
                request.vehicleIds += item.vehicleId;
                if (std::find(request.steps.begin(), request.steps.end(), item.step) == request.steps.end())
                    request.steps.push_back(item.step);
            }
            request.vehicleIds.removeDuplicates();
            showButtons();
            if (!request.vehicleIds.isEmpty())
                emit retryRequested(request);
        });
}

void BatchesPage::tell(const QFuture<core::Result<void>> &future)
{
    ask(future, [this] { reload(); });
}

} // namespace gui

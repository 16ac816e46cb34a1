// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/failurespage.h"

#include "core/listingurl.h"
#include "core/whenfinished.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/detailpane.h"
#include "gui/filterbar.h"
#include "gui/icons.h"
#include "gui/selectionbar.h"
#include "gui/shell.h"
#include "gui/tables.h"
#include "gui/windowsettings.h"
#include "models/failuremodel.h"
#include "models/words.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace gui {

using models::FailureModel;
using Column = FailureModel::Column;

namespace {
constexpr int kCountDelayMs = 300;
constexpr int kScrollDelayMs = 150;
constexpr int kClockMs = 15000;
constexpr char kHeaderKey[] = "failures/header";
constexpr char kSplitterKey[] = "failures/splitter";
} // namespace

FailuresPage::FailuresPage(Desk *desk, Shell *shell, WindowSettings *settings, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_shell(shell), m_settings(settings),
      m_model(new FailureModel(desk, this)), m_filterBar(new FilterBar(this)), m_table(new QTableView(this)),
      m_selectionBar(new SelectionBar(this)), m_detail(new DetailPane(desk, shell, this)),
      m_countTimer(new QTimer(this)), m_viewTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("failuresPage"));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("failuresSplitter"));
    splitter->addWidget(makeTableArea());
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({500, 220});
    splitter->restoreState(m_settings->value(QLatin1String(kSplitterKey)).toByteArray());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(splitter);

    m_countTimer->setSingleShot(true);
    m_countTimer->setInterval(kCountDelayMs);
    connect(m_countTimer, &QTimer::timeout, this, [this] {
        if (m_isCounting) // asked again when that is answered
            m_countTimer->start();
        else
            requestCounts();
    });
    m_viewTimer->setSingleShot(true);
    m_viewTimer->setInterval(kScrollDelayMs);
    connect(m_viewTimer, &QTimer::timeout, this, &FailuresPage::refreshView);
    auto *clock = new QTimer(this);
    connect(clock, &QTimer::timeout, m_model, &FailureModel::refreshTimes);
    clock->start(kClockMs);
    connect(m_model, &FailureModel::loaded, this, &FailuresPage::onLoaded);
    connect(m_model, &FailureModel::failed, this, &FailuresPage::failed);
    connect(m_desk, &Desk::vehiclesChanged, this, &FailuresPage::onVehiclesChanged);
    connect(m_desk, &Desk::changed, this, &FailuresPage::onChanged);
    connectBars();
    makeShortcuts();
    m_model->setFilter({});
}

FailuresPage::~FailuresPage()
{
    m_settings->setValue(QLatin1String(kHeaderKey), m_table->horizontalHeader()->saveState());
    if (const auto *splitter = findChild<QSplitter *>(QStringLiteral("failuresSplitter")))
        m_settings->setValue(QLatin1String(kSplitterKey), splitter->saveState());
}

QWidget *FailuresPage::makeTableArea()
{
    m_table->setObjectName(QStringLiteral("failureTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setItemDelegateForColumn(static_cast<int>(Column::Missing), new ChipDelegate(m_table));
    m_table->setItemDelegateForColumn(static_cast<int>(Column::Images), new ImagesBarDelegate(m_table));
    m_table->setItemDelegateForColumn(static_cast<int>(Column::LastCause), new StateDelegate(m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->horizontalHeader()->setSortIndicator(static_cast<int>(Column::Added), Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    const QByteArray header = m_settings->value(QLatin1String(kHeaderKey)).toByteArray();
    if (!header.isEmpty() && m_table->horizontalHeader()->restoreState(header))
        m_table->setProperty("retrydeskFitted", true);
    connect(m_table, &QWidget::customContextMenuRequested, this, &FailuresPage::contextMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &FailuresPage::onSelectionChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                m_detail->showVehicle(current.data(models::VehicleIdRole).toString());
            });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_isAllMatching)
            selectAllMatching();
    });
    connect(m_model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                if (m_shownTotal >= 0)
                    m_shownTotal -= last - first + 1;
            });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (m_isOutdated)
            m_viewTimer->start();
    });
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_table);
    m_stack->addWidget(makeEmptyState());
    auto *area = new QWidget(this);
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_filterBar);
    column->addWidget(makeMoreHint());
    column->addWidget(m_stack, 1);
    column->addWidget(m_selectionBar);
    return area;
}

QWidget *FailuresPage::makeMoreHint()
{
    m_moreHint = new QFrame(this);
    m_moreHint->setObjectName(QStringLiteral("moreHint"));
    m_moreText = new QLabel(m_moreHint);
    m_moreText->setObjectName(QStringLiteral("moreLabel"));
    auto *refresh = new QPushButton(icon("retry"), tr("Refresh"), m_moreHint);
    refresh->setObjectName(QStringLiteral("refreshButton"));
    refresh->setFlat(true);
    connect(refresh, &QPushButton::clicked, this, &FailuresPage::reload);
    auto *row = new QHBoxLayout(m_moreHint);
    row->setContentsMargins(4, 0, 0, 0);
    row->addWidget(m_moreText);
    row->addWidget(refresh);
    row->addStretch(1);
    m_moreHint->hide();
    return m_moreHint;
}

QWidget *FailuresPage::makeEmptyState()
{
    auto *empty = new QFrame(this);
    empty->setFrameShape(QFrame::StyledPanel);
    empty->setAutoFillBackground(true);
    empty->setBackgroundRole(QPalette::Base);
    m_emptyText = new QLabel(empty);
    m_emptyText->setObjectName(QStringLiteral("emptyLabel"));
    m_emptyText->setTextFormat(Qt::PlainText);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyButton = new QPushButton(empty);
    m_emptyButton->setObjectName(QStringLiteral("emptyButton"));
    connect(m_emptyButton, &QPushButton::clicked, this, [this] {
        if (m_filterBar->filter().isEmpty())
            emit importRequested();
        else
            m_filterBar->clear();
    });
    auto *column = new QVBoxLayout(empty);
    column->addStretch(2);
    column->addWidget(m_emptyText);
    column->addSpacing(8);
    column->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    column->addStretch(3);
    return empty;
}

void FailuresPage::connectBars()
{
    connect(m_filterBar, &FilterBar::filterChanged, this, &FailuresPage::setFilter);
    connect(m_selectionBar, &SelectionBar::retryMissing, this, &FailuresPage::retryMissing);
    connect(m_selectionBar, &SelectionBar::exportWanted, this, &FailuresPage::exportSelection);
    connect(m_selectionBar, &SelectionBar::selectAllMatching, this, &FailuresPage::selectAllMatching);
    connect(m_selectionBar, &SelectionBar::clearSelection, this, &FailuresPage::clearSelection);
    connect(m_selectionBar, &SelectionBar::retryStep, this, [this](core::Step step) {
        pipeline::PlanRequest request = selectedRequest();
        request.steps = {step};
        emit retryRequested(request);
    });
    connect(m_selectionBar, &SelectionBar::retryAllImages, this, [this] {
        pipeline::PlanRequest request = selectedRequest();
        request.steps = {core::Step::BackfillImages};
        request.allImages = true;
        emit retryRequested(request);
    });
    connect(m_detail, &DetailPane::failed, this, &FailuresPage::failed);
    connect(m_detail, &DetailPane::retryStep, this, [this](const QString &id, core::Step step) {
        pipeline::PlanRequest request;
        request.vehicleIds = QStringList{id};
        request.steps = {step};
        emit retryRequested(request);
    });
}

void FailuresPage::makeShortcuts()
{
    // Single keys belong to the table: in the search field they are letters.
    const auto onTable = [this](const QKeySequence &keys, auto action) {
        auto *shortcut = new QShortcut(keys, m_table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    onTable(QKeySequence(Qt::Key_R), [this] { retryMissing(); });
    onTable(QKeySequence(Qt::SHIFT | Qt::Key_R), [this] { retryMissing(); });
    onTable(QKeySequence(Qt::Key_E), [this] { exportSelection(); });
    onTable(QKeySequence(Qt::Key_Slash), [this] { focusFilter(); });
    onTable(QKeySequence(Qt::Key_J), [this] { moveCurrent(1, QItemSelectionModel::ClearAndSelect); });
    onTable(QKeySequence(Qt::Key_K), [this] { moveCurrent(-1, QItemSelectionModel::ClearAndSelect); });
    onTable(QKeySequence(Qt::SHIFT | Qt::Key_J), [this] { moveCurrent(1, QItemSelectionModel::Select); });
    onTable(QKeySequence(Qt::SHIFT | Qt::Key_K), [this] { moveCurrent(-1, QItemSelectionModel::Select); });
    onTable(QKeySequence(Qt::Key_Space), [this] { moveCurrent(0, QItemSelectionModel::Toggle); });
    onTable(QKeySequence::SelectAll, [this] { selectAllMatching(); });
    onTable(QKeySequence(Qt::Key_Escape), [this] { clearSelection(); });
    onTable(QKeySequence(Qt::Key_Return), [this] { m_detail->focusTabs(); });
    onTable(QKeySequence(Qt::Key_Enter), [this] { m_detail->focusTabs(); });
    auto *back = new QShortcut(QKeySequence(Qt::Key_Escape), m_detail);
    back->setContext(Qt::WidgetWithChildrenShortcut);
    connect(back, &QShortcut::activated, m_table, qOverload<>(&QWidget::setFocus));
}

void FailuresPage::setFilter(const core::Filter &filter)
{
    if (!(m_filterBar->filter() == filter)) {
        m_filterBar->setFilter(filter); // comes back here through filterChanged()
        return;
    }
    clearSelection();
    m_shownTotal = -1;
    m_hasCounts = false;
    m_model->setFilter(filter);
}

void FailuresPage::reload()
{
    m_model->reload();
    m_detail->reload();
}

void FailuresPage::focusFilter()
{
    m_filterBar->focusText();
}

void FailuresPage::onLoaded()
{
    m_shownTotal = -1;
    m_isOutdated = false;
    m_moreHint->hide();
    fitColumns(m_table);
    QSet<QString> hosts;
    for (int row = 0; row < m_model->rowCount(); ++row)
        hosts += core::hostOf(m_model->rowAt(row).discoveryUrl);
    QStringList sorted = hosts.values();
    sorted.sort();
    m_filterBar->addHosts(sorted);
    requestCounts();
}

void FailuresPage::onVehiclesChanged(const QStringList &vehicleIds)
{
    m_model->refreshRows(vehicleIds);
    if (vehicleIds.contains(m_detail->vehicleId()))
        m_detail->reload();
    countSoon();
}

//! Whoever changed it: rows keep their place, and only those one can see are read anew. Those that are
//! scrolled to follow.
void FailuresPage::onChanged()
{
    m_isOutdated = true;
    countSoon();
    if (!isVisible())
        return;
    refreshView();
    m_detail->reload();
}

void FailuresPage::refreshView()
{
    m_model->refreshRows(idsInView());
}

//! The rows one sees, and as many above and below.
QStringList FailuresPage::idsInView() const
{
    const int top = m_table->rowAt(0);
    if (top < 0)
        return {};
    const int seen = m_table->viewport()->height() / m_table->verticalHeader()->defaultSectionSize() + 1;
    const int last = qMin(top + 2 * seen, m_model->rowCount() - 1);
    QStringList ids;
    for (int row = qMax(top - seen, 0); row <= last; ++row)
        ids += m_model->rowAt(row).vehicleId;
    return ids;
}

void FailuresPage::countSoon()
{
    if (!m_countTimer->isActive())
        m_countTimer->start();
}

void FailuresPage::requestCounts()
{
    const core::Filter filter = m_filterBar->filter();
    const int generation = ++m_countGeneration;
    m_isCounting = true;
    QElapsedTimer took;
    took.start();
    core::whenFinished(m_desk->counts(filter), this,
                       [this, generation, took](const core::Result<db::FailureCounts> &answer) {
                           if (generation != m_countGeneration)
                               return;
                           m_isCounting = false;
                           // A count that takes long takes most of its time off.
                           m_countTimer->setInterval(
                               qMax(kCountDelayMs, 3 * static_cast<int>(took.elapsed())));
                           if (answer)
                               takeCounts(*answer);
                           else
                               emit failed(answer.error().message);
                       });
}

void FailuresPage::takeCounts(const db::FailureCounts &counts)
{
    m_counts = counts;
    m_hasCounts = true;
    // A list that is shown to its end knows better what it had when it was loaded: this count is younger.
    const bool isWhole = !m_model->canFetchMore({}) && !m_model->isLoading();
    if (m_shownTotal < 0)
        m_shownTotal = isWhole ? m_model->rowCount() : counts.total + m_model->settledCount();
    core::Filter anyType = m_filterBar->filter();
    if (anyType.type) {
        anyType.type.reset();
        core::whenFinished(
            m_desk->counts(anyType), this,
            [this, generation = m_countGeneration](const core::Result<db::FailureCounts> &answer) {
                if (generation == m_countGeneration && answer)
                    m_filterBar->setCounts(m_counts, answer->total);
            });
    } else {
        m_filterBar->setCounts(counts, counts.total);
    }
    if (m_model->rowCount() == 0 && counts.total > 0 && !m_model->isLoading())
        m_model->reload(); // nothing is being looked at that could jump
    showEmptyState();
    showMoreHint();
    updateSelectionBar();
    emit countChanged(counts.total);
    if (counts.fill)
        countSoon();
}

void FailuresPage::showMoreHint()
{
    const qint64 more = m_counts.total - (m_shownTotal - m_model->settledCount());
    if (m_counts.fill)
        m_moreText->setText(
            tr("%1 of about %2 vehicles are counted so far.")
                .arg(models::numberText(m_counts.fill->filled), models::numberText(m_counts.fill->vehicles)));
    else if (more > 0)
        m_moreText->setText(more == 1 ? tr("1 more matches now.")
                                      : tr("%1 more match now.").arg(models::numberText(more)));
    m_moreHint->setVisible((more > 0 && m_model->rowCount() > 0) || m_counts.fill);
}

void FailuresPage::showEmptyState()
{
    const bool isEmpty = m_model->rowCount() == 0 && m_counts.total == 0;
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
    if (!isEmpty)
        return;
    if (!m_filterBar->filter().isEmpty()) {
        m_emptyText->setText(tr("No failures match this filter."));
        m_emptyButton->setText(tr("Clear filter"));
    } else if (m_counts.vehicles == 0) {
        m_emptyText->setText(
            tr("Nothing imported yet.\nImport a listing by its address, a saved page or a list."));
        m_emptyButton->setText(tr("Import…"));
    } else {
        m_emptyText->setText(tr("Nothing is missing.\nAll %1 vehicles are complete.")
                                 .arg(models::numberText(m_counts.vehicles)));
        m_emptyButton->setText(tr("Import more…"));
    }
}

void FailuresPage::onSelectionChanged()
{
    if (m_isSelecting)
        return;
    m_isAllMatching = false;
    updateSelectionBar();
}

void FailuresPage::selectAllMatching()
{
    if (m_model->rowCount() == 0)
        return;
    m_isSelecting = true;
    m_isAllMatching = true;
    const QItemSelection all(m_model->index(0, 0),
                             m_model->index(m_model->rowCount() - 1, m_model->columnCount() - 1));
    m_table->selectionModel()->select(all, QItemSelectionModel::Select);
    m_isSelecting = false;
    updateSelectionBar();
}

void FailuresPage::clearSelection()
{
    m_isAllMatching = false;
    m_table->selectionModel()->clearSelection();
    updateSelectionBar();
}

void FailuresPage::selectRows(int count)
{
    const int last = qMin(count, m_model->rowCount()) - 1;
    if (last < 0)
        return;
    m_table->setCurrentIndex(m_model->index(0, 0));
    const QItemSelection rows(m_model->index(0, 0), m_model->index(last, m_model->columnCount() - 1));
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
}

void FailuresPage::showVehicle(const QString &vehicleId)
{
    const int row = m_model->lineOf(vehicleId);
    if (row >= 0) {
        m_table->setCurrentIndex(m_model->index(row, 0));
        m_table->scrollTo(m_model->index(row, 0));
    } else { // complete by now, hidden by the filter, or further down
        clearSelection();
        m_table->setCurrentIndex({});
    }
    m_detail->showVehicle(vehicleId);
    m_detail->focusTabs();
}

void FailuresPage::updateSelectionBar()
{
    SelectionBar::Selection selection;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    selection.matching = m_hasCounts ? m_counts.total : -1;
    selection.selected = rows.size();
    selection.isAllMatching = m_isAllMatching;
    selection.missingImages = 0;
    selection.isImagesOnly = !rows.isEmpty();
    for (const QModelIndex &index : rows) {
        const db::FailureRow &row = m_model->rowAt(index.row());
        selection.missingImages += row.missingCount;
        const core::FailureTypes images = core::FailureType::MissingImages | core::FailureType::PartialImages;
        selection.isImagesOnly = selection.isImagesOnly && !(row.failureTypes & ~images);
    }
    m_selectionBar->setSelection(selection);
}

QStringList FailuresPage::selectedIds() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    return m_model->idsOf(rows);
}

pipeline::PlanRequest FailuresPage::selectedRequest() const
{
    pipeline::PlanRequest request;
    if (m_isAllMatching)
        request.filter = m_model->filter();
    else
        request.vehicleIds = selectedIds();
    return request;
}

void FailuresPage::retryMissing()
{
    if (m_isAllMatching || m_table->selectionModel()->hasSelection())
        emit retryRequested(selectedRequest());
}

void FailuresPage::exportSelection()
{
    pipeline::ExportRequest request;
    request.filter = m_model->filter();
    if (!m_isAllMatching)
        request.vehicleIds = selectedIds();
    emit exportRequested(request);
}

void FailuresPage::moveCurrent(int rows, QItemSelectionModel::SelectionFlags how)
{
    if (m_model->rowCount() == 0)
        return;
    const int row = qBound(0, m_table->currentIndex().row() + rows, m_model->rowCount() - 1);
    m_table->selectionModel()->setCurrentIndex(m_model->index(row, 0), how | QItemSelectionModel::Rows);
}

void FailuresPage::openListing(const QString &url)
{
    if (!openWebUrl(*m_shell, url))
        emit failed(tr("This address is not opened: only web addresses (http, https) are."));
}

void FailuresPage::contextMenu(const QPoint &at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const db::FailureRow row = m_model->rowAt(index.row());
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("rowMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto copy = [](const QString &text) {
        return [text] { QGuiApplication::clipboard()->setText(text); };
    };
    menu->addAction(icon("retry"), tr("Retry missing…"), this, &FailuresPage::retryMissing);
    menu->addMenu(m_selectionBar->stepMenu());
    menu->addSeparator();
    menu->addAction(icon("link"), tr("Open listing in browser"), this,
                    [this, url = row.discoveryUrl] { openListing(url); })
        ->setEnabled(!row.discoveryUrl.isEmpty());
    menu->addAction(icon("copy"), tr("Copy address"), this, copy(row.discoveryUrl))
        ->setEnabled(!row.discoveryUrl.isEmpty());
    menu->addAction(tr("Copy VIN"), this, copy(row.vin))->setEnabled(!row.vin.isEmpty());
    menu->addAction(tr("Copy id"), this, copy(row.vehicleId));
    menu->addSeparator();
    menu->addAction(icon("export"), tr("Export…"), this, &FailuresPage::exportSelection);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

} // namespace gui

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/exportdialog.h"

#include "ui_exportdialog.h"

#include "gui/desk.h"
#include "gui/icons.h"
#include "gui/shell.h"
#include "models/words.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QPushButton>

namespace gui {

using models::numberText;
using Answer = core::Result<pipeline::ExportSummary>;

ExportDialog::ExportDialog(Desk *desk, Shell *shell, const pipeline::ExportRequest &request, qint64 matching,
                           QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::ExportDialog>()), m_desk(desk), m_shell(shell),
      m_request(request)
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    const qint64 rows = request.vehicleIds.isEmpty() ? matching : request.vehicleIds.size();
    if (!request.vehicleIds.isEmpty())
        m_ui->summaryLabel->setText(rows == 1 ? tr("The selected vehicle as CSV.")
                                              : tr("The %1 selected vehicles as CSV.").arg(numberText(rows)));
    else if (rows >= 0)
        m_ui->summaryLabel->setText(tr("All %1 vehicles that match, as CSV.").arg(numberText(rows)));
    m_ui->messageLabel->hide();
    m_ui->messageLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fillColumns();
    QPushButton *save = m_ui->buttonBox->button(QDialogButtonBox::Save);
    save->setObjectName(QStringLiteral("saveButton"));
    save->setText(tr("Save as…"));
    save->setIcon(icon("export"));
    m_ui->buttonBox->button(QDialogButtonBox::Close)->setIcon(icon("close"));
    QPushButton *folder = m_ui->buttonBox->addButton(tr("Open folder"), QDialogButtonBox::ActionRole);
    folder->setObjectName(QStringLiteral("openFolderButton"));
    folder->hide();
    connect(folder, &QPushButton::clicked, this,
            [this] { m_shell->openUrl(QUrl::fromLocalFile(QFileInfo(m_written).absolutePath())); });
    connect(m_ui->buttonBox, &QDialogButtonBox::accepted, this, &ExportDialog::chooseFile);
    connect(m_ui->buttonBox, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
    connect(m_ui->columnList, &QListWidget::itemChanged, this, [this] { setBusy(m_isBusy); });
    setBusy(false);
}

ExportDialog::~ExportDialog()
{
    m_future.cancel();
}

void ExportDialog::fillColumns()
{
    for (const QString &column : m_desk->exportColumns()) {
        auto *item = new QListWidgetItem(column, m_ui->columnList);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                       Qt::ItemIsDragEnabled);
        item->setCheckState(Qt::Checked);
    }
}

QStringList ExportDialog::columns() const
{
    QStringList names;
    for (int i = 0; i < m_ui->columnList->count(); ++i) {
        const QListWidgetItem *item = m_ui->columnList->item(i);
        if (item->checkState() == Qt::Checked)
            names += item->text();
    }
    return names;
}

void ExportDialog::chooseFile()
{
    const QString suggestion =
        QStringLiteral("failures-%1.csv").arg(QDate::currentDate().toString(Qt::ISODate));
    m_shell->chooseFileToSave(this, tr("Export failures"), suggestion, tr("CSV files (*.csv)"),
                              [this](const QString &file) { write(file); });
}

void ExportDialog::write(const QString &file)
{
    m_request.file = file;
    m_request.columns = columns();
    m_request.raw = m_ui->rawCheck->isChecked();
    setBusy(true);
    m_ui->messageLabel->hide();
    m_future = m_desk->exportFailures(m_request);
    auto *watcher = new QFutureWatcher<Answer>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        finish(watcher->future().resultCount() > 0
                   ? watcher->result()
                   : Answer(core::Error{
                         core::ErrorCode::Cancelled, tr("Cancelled; no report was written."), {}}));
    });
    watcher->setFuture(m_future);
}

void ExportDialog::finish(const Answer &answer)
{
    setBusy(false);
    if (answer) {
        m_written = answer->file;
        const QString rows = answer->rows == 1 ? tr("1 row") : tr("%1 rows").arg(numberText(answer->rows));
        m_ui->messageLabel->setText(tr("%1 written to %2").arg(rows, answer->file));
    } else {
        m_ui->messageLabel->setText(answer.error().message);
    }
    m_ui->messageLabel->show();
    findChild<QPushButton *>(QStringLiteral("openFolderButton"))->setVisible(answer.hasValue());
}

void ExportDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_ui->busyBar->setVisible(isBusy);
    m_ui->columnList->setEnabled(!isBusy);
    m_ui->rawCheck->setEnabled(!isBusy);
    m_ui->buttonBox->button(QDialogButtonBox::Save)->setEnabled(!isBusy && !columns().isEmpty());
    m_ui->buttonBox->button(QDialogButtonBox::Close)->setText(isBusy ? tr("Cancel") : tr("Close"));
}

void ExportDialog::reject()
{
    if (m_isBusy)
        m_future.cancel();
    else
        QDialog::reject();
}

} // namespace gui

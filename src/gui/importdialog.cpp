// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/importdialog.h"

#include "ui_importdialog.h"

#include "core/whenfinished.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "gui/importlinemodel.h"
#include "gui/shell.h"
#include "gui/tables.h"
#include "models/words.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QMimeData>
#include <QPushButton>

namespace gui {

using models::numberText;

namespace {

enum Tab { UrlTab, PageTab, ListTab };

core::Error usage(const QString &message)
{
    return {core::ErrorCode::Usage, message, {}};
}

QStringList webUrls(const QMimeData &data)
{
    QStringList urls;
    for (const QUrl &url : data.urls()) {
        if (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"))
            urls += url.toString(QUrl::FullyEncoded);
    }
    if (urls.isEmpty() && data.hasText()) {
        for (const QString &line : data.text().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            const QString url = line.trimmed();
            if (url.startsWith(QLatin1String("http://")) || url.startsWith(QLatin1String("https://")))
                urls += url;
        }
    }
    return urls;
}

QString firstFile(const QMimeData &data)
{
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            return url.toLocalFile();
    }
    return {};
}

} // namespace

ImportDialog::ImportDialog(Desk *desk, Shell *shell, QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::ImportDialog>()), m_desk(desk), m_shell(shell),
      m_lines(new ImportLineModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    m_ui->column->setStretchFactor(m_ui->lineTable, 1);
    m_ui->urlEdit->setMaximumHeight(6 * fontMetrics().lineSpacing());
    m_ui->sourceTabs->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setUpLines();
    QPushButton *ok = m_ui->buttonBox->button(QDialogButtonBox::Ok);
    ok->setObjectName(QStringLiteral("importButton"));
    ok->setText(tr("Import"));
    ok->setIcon(icon("import"));
    m_ui->buttonBox->button(QDialogButtonBox::Close)->setObjectName(QStringLiteral("closeButton"));
    m_ui->buttonBox->button(QDialogButtonBox::Close)->setIcon(icon("close"));
    connectControls();
    setState(State::Idle);
    m_ui->urlEdit->setFocus();
}

ImportDialog::~ImportDialog()
{
    if (m_state != State::Idle)
        m_desk->cancelImport();
}

void ImportDialog::setUpLines()
{
    m_ui->lineTable->setModel(m_lines);
    setUpTable(m_ui->lineTable);
    m_ui->lineTable->setItemDelegate(new StateDelegate(m_ui->lineTable));
    m_ui->lineTable->horizontalHeader()->setStretchLastSection(false);
    m_ui->lineTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_ui->lineTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_ui->lineTable->setTextElideMode(Qt::ElideMiddle);
}

void ImportDialog::connectControls()
{
    connect(m_ui->buttonBox, &QDialogButtonBox::accepted, this, &ImportDialog::start);
    connect(m_ui->buttonBox, &QDialogButtonBox::rejected, this, &ImportDialog::reject);
    connect(m_ui->pageButton, &QPushButton::clicked, this, [this] { chooseFile(m_ui->pageEdit); });
    connect(m_ui->listButton, &QPushButton::clicked, this, [this] { chooseFile(m_ui->listEdit); });
    connect(m_desk, &Desk::importLine, this, &ImportDialog::showLine);
}

void ImportDialog::chooseFile(QLineEdit *edit)
{
    const bool isPage = edit == m_ui->pageEdit;
    const QString filter = isPage ? tr("Saved pages (*.html *.htm *.mhtml);;All files (*)")
                                  : tr("Lists and pages (*.txt *.csv *.html *.htm);;All files (*)");
    m_shell->chooseFileToOpen(this, isPage ? tr("Choose a saved page") : tr("Choose a list or index page"),
                              filter, [edit](const QString &file) { edit->setText(file); });
}

bool ImportDialog::canTake(const QMimeData &dropped)
{
    return !webUrls(dropped).isEmpty() || !firstFile(dropped).isEmpty();
}

bool ImportDialog::take(const QMimeData &dropped)
{
    const QStringList urls = webUrls(dropped);
    if (!urls.isEmpty()) {
        m_ui->sourceTabs->setCurrentIndex(UrlTab);
        m_ui->urlEdit->setPlainText(urls.join(QLatin1Char('\n')));
        return true;
    }
    const QString file = firstFile(dropped);
    if (file.isEmpty())
        return false;
    const bool isPage = QFileInfo(file).suffix().startsWith(QLatin1String("htm"), Qt::CaseInsensitive);
    m_ui->sourceTabs->setCurrentIndex(isPage ? PageTab : ListTab);
    (isPage ? m_ui->pageEdit : m_ui->listEdit)->setText(file);
    return true;
}

core::Result<pipeline::ImportRequest> ImportDialog::request() const
{
    pipeline::ImportRequest request;
    request.images = m_ui->imagesCheck->isChecked();
    switch (m_ui->sourceTabs->currentIndex()) {
    case UrlTab:
        for (const QString &line :
             m_ui->urlEdit->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            if (!line.trimmed().isEmpty())
                request.urls += line.trimmed();
        }
        if (request.urls.isEmpty())
            return usage(tr("Enter the address of at least one listing."));
        break;
    case PageTab:
        request.htmlFile = m_ui->pageEdit->text().trimmed();
        request.htmlUrl = m_ui->pageUrlEdit->text().trimmed();
        if (request.htmlFile.isEmpty())
            return usage(tr("Choose the saved page of a listing."));
        break;
    case ListTab:
        request.listFile = m_ui->listEdit->text().trimmed();
        request.fetchIndexed = m_ui->fetchIndexedCheck->isChecked();
        request.includeNonVehicles = m_ui->nonVehiclesCheck->isChecked();
        if (request.listFile.isEmpty())
            return usage(tr("Choose a list of addresses or a saved index page."));
        break;
    }
    return request;
}

void ImportDialog::start()
{
    if (m_state != State::Idle)
        return;
    const core::Result<pipeline::ImportRequest> wanted = request();
    if (!wanted) {
        m_ui->messageLabel->setText(wanted.error().message);
        m_ui->messageLabel->show();
        return;
    }
    m_lines->clear();
    setState(State::Working);
    core::whenFinished(m_desk->import(*wanted), this,
                       [this](const core::Result<pipeline::ImportSummary> &answer) { finish(answer); });
}

void ImportDialog::showLine(const pipeline::ImportLine &line)
{
    if (m_state == State::Idle)
        return;
    m_lines->addLine(line);
    m_ui->lineTable->show();
    m_ui->summaryLabel->setText(tr("%1 so far").arg(numberText(m_lines->rowCount())));
}

void ImportDialog::finish(const core::Result<pipeline::ImportSummary> &answer)
{
    const bool wasCancelled = m_state == State::Cancelling;
    setState(State::Idle);
    if (!answer) {
        m_ui->messageLabel->setText(answer.error().code == core::ErrorCode::Cancelled
                                        ? tr("Cancelled. What was imported so far is kept.")
                                        : answer.error().message);
        m_ui->messageLabel->show();
        return;
    }
    QString text =
        tr("%1 created, %2 updated, %3 skipped.")
            .arg(numberText(answer->created), numberText(answer->updated), numberText(answer->skipped));
    if (answer->withFailures > 0)
        text +=
            QLatin1Char(' ') + tr("%1 are incomplete: they are in the list of failures and are retried by "
                                  "themselves.")
                                   .arg(numberText(answer->withFailures));
    if (wasCancelled)
        text = tr("Cancelled.") + QLatin1Char(' ') + text;
    m_ui->summaryLabel->setText(text);
}

void ImportDialog::setState(State state)
{
    m_state = state;
    const bool isIdle = state == State::Idle;
    m_ui->busyBar->setVisible(!isIdle);
    m_ui->sourceTabs->setEnabled(isIdle);
    m_ui->imagesCheck->setEnabled(isIdle);
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setEnabled(isIdle);
    QPushButton *close = m_ui->buttonBox->button(QDialogButtonBox::Close);
    close->setText(isIdle ? tr("Close") : tr("Cancel"));
    close->setEnabled(state != State::Cancelling);
    if (state == State::Working) {
        m_ui->messageLabel->hide();
        m_ui->summaryLabel->setText(tr("Importing…"));
    } else if (state == State::Cancelling) {
        m_ui->summaryLabel->setText(tr("Cancelling: what is under way is finished…"));
    } else if (m_lines->rowCount() == 0) {
        m_ui->messageLabel->hide();
        m_ui->summaryLabel->clear();
    }
}

void ImportDialog::reject()
{
    if (m_state == State::Idle)
        return QDialog::reject();
    m_desk->cancelImport();
    setState(State::Cancelling);
}

} // namespace gui

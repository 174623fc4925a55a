# Ends a server when the last process that uses it is gone, in whatever way: each holds the pipe
# open, and the system closes it for those that are killed. Signals of the terminal are not meant
# for the server: who uses it is still answering requests then.
trap '' HUP INT QUIT TERM
folder=$1 temporary=$2
cd / || exit 1
exec 3<"$folder/pipe" || exit 1
while IFS= read -r token <&3; do
  printf '%s\n' "$token" >"$folder/answer.new" && mv "$folder/answer.new" "$folder/answer"
done
exec 3<&-
sh "$folder/stop" >>"$folder/keeper.log" 2>&1
rm -f "$folder/pipe" "$folder/answer"
if [ "$temporary" = yes ]; then
  rm -rf "$folder" "$folder.lock"
fi
rm -f "$folder.keeper"
if [ "$temporary" = yes ]; then
  rmdir "${folder%/*}" 2>/dev/null
fi
exit 0
